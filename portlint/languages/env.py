"""Environment files: `KEY=value`, one a line."""

import re
from collections.abc import Iterator

from portlint.core import Fact, Variable
from portlint.syntax import Source, language
from portlint.syntax.documents import Scalar
from portlint.syntax.numbers import written
from portlint.syntax.settings import Reading, Trail, comment_uses, read_scalar
from portlint.syntax.source import readable

LINE = re.compile(
    r"^[ \t]*(?:(?:export|set|setenv)[ \t]+)?(?P<key>[A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*"
    r"(?P<value>\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\r\n]*)",
    re.MULTILINE,
)
COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[^\n]*", re.MULTILINE)
TRAILING = re.compile(r"(?:^|[ \t])#")
TEMPLATES = (
    "example",
    "sample",
    "template",
    "dist",
    "tmpl",
    "tpl",
    "j2",
    "erb",
    "local",
    "defaults",
)


@language(
    "env",
    patterns=(
        ".env", ".env.*", ".env-*", "*.env", "*.env-*", "dotenv", "*.dotenv", ".flaskenv",
        *(f"{stem}.{ending}" for stem in ("*.env", "env", "dotenv") for ending in TEMPLATES),
    ),
)  # fmt: skip
def env(source: Source) -> Iterator[Fact]:
    """Yield every port of an environment file."""
    yield from written(source)
    reading = Reading(source, "env")
    values = [
        (line["key"], _value(line["value"], line.start("value")))
        for line in LINE.finditer(source.text)
    ]
    for key, value in values:
        place = source.place(value.start, value.end)
        quote = source.text[value.start - 1] if value.quoted else ""
        yield Variable(place, readable(key), readable(value.text), quote)
        yield from read_scalar(reading, value, Trail((key,)))
    yield from comment_uses(source, COMMENT, [value for _, value in values], "env")


def _value(written: str, start: int) -> Scalar:
    """Return a value without its quotes and its comment."""
    quote = written[:1]
    if quote in ("'", '"') and (close := written.find(quote, 1)) > 0:
        if written[-1] == quote:
            close = len(written) - 1
        return Scalar(start + 1, start + close, written[1:close], quoted=True)
    comment = TRAILING.search(written)
    bare = written[: comment.start()].rstrip() if comment else written.rstrip()
    return Scalar(start, start + len(bare), bare)

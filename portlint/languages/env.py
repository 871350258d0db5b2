"""Environment files: `KEY=value`, one a line."""

import re
from collections.abc import Iterator

from portlint.core import Context, Fact
from portlint.core.grammar import mentions
from portlint.syntax import Source, language
from portlint.syntax.documents import Scalar
from portlint.syntax.settings import Reading, Trail, read_scalar

LINE = re.compile(
    r"^[ \t]*(?:export[ \t]+)?(?P<key>[A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(?P<value>[^\r\n]*)",
    re.MULTILINE,
)
COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[^\n]*", re.MULTILINE)
CLOSED = re.compile(r"(?P<quote>[\"'])(?P<inner>.*?)(?P=quote)")


@language(
    "env",
    patterns=(
        ".env",
        ".env.*",
        "*.env",
        "*.env.*",
        "env.example",
        "env.sample",
        "*.envrc",
        "dotenv",
        "*.env-*",
        ".flaskenv",
    ),
)
def env(source: Source) -> Iterator[Fact]:
    """Yield every port of an environment file."""
    reading = Reading(source, "env")
    for line in LINE.finditer(source.text):
        value = _value(line["value"], line.start("value"))
        yield from read_scalar(reading, value, Trail((line["key"],)))
    for comment in COMMENT.finditer(source.text):
        for mention in mentions(comment[0]):
            yield source.mentioned(mention, comment.start(), context=Context.COMMENT)


def _value(written: str, start: int) -> Scalar:
    """Return a value without its quotes and its comment."""
    closed = CLOSED.match(written)
    if closed:
        begin = start + closed.start("inner")
        return Scalar(begin, begin + len(closed["inner"]), closed["inner"], quoted=True)
    bare = re.split(r"(?:^|[ \t])#", written, maxsplit=1)[0].rstrip()
    return Scalar(start, start + len(bare), bare)

"""Java properties, INI, systemd units, and `name value` files such as redis.conf."""

import re
from collections.abc import Iterator

from portlint.core import Context, Fact
from portlint.core.grammar import mentions
from portlint.syntax import Source, language
from portlint.syntax.documents import Scalar
from portlint.syntax.settings import Reading, Trail, read_scalar

LINE = re.compile(
    r"^[ \t]*(?P<key>[A-Za-z_][\w.\[\]/-]*)(?:[ \t]*[=:][ \t]*|[ \t]+)(?P<value>[^\r\n#]*)",
    re.MULTILINE,
)
COMMENT = re.compile(r"(?:^|(?<=[ \t]))[#;!][^\n]*", re.MULTILINE)


@language(
    "properties",
    patterns=(
        "*.properties",
        "*.ini",
        "*.cfg",
        "*.conf",
        "*.cnf",
        "*.service",
        "*.socket",
        "*.conf.*",
        "*.ini.*",
        ".npmrc",
    ),
)
def properties(source: Source) -> Iterator[Fact]:
    """Yield every port of a properties or INI file."""
    reading = Reading(source, "properties")
    for line in LINE.finditer(source.text):
        written = line["value"].rstrip()
        start = line.start("value")
        value = Scalar(start, start + len(written), written)
        yield from read_scalar(reading, value, Trail((line["key"],)))
    for comment in COMMENT.finditer(source.text):
        for mention in mentions(comment[0]):
            yield source.mentioned(mention, comment.start(), context=Context.COMMENT)

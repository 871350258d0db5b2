"""Makefiles and justfiles: variables, and recipes as shell."""

import re
from collections.abc import Iterator

from portlint.core import Context, Fact, Role
from portlint.core.names import carries_port
from portlint.core.shell import commented, ports
from portlint.syntax import Source, language
from portlint.syntax.building import builds
from portlint.syntax.documents import Scalar
from portlint.syntax.settings import Reading, Trail, read_scalar

LINE = re.compile(r"(?:[^\\\n]|\\\r?\n|\\.)*+\n?")
"""A line with those that it continues on."""

VARIABLE = re.compile(
    r"(?:(?:export|override|define|private|unexport)[ \t]+)*(?P<key>[A-Za-z_][\w.-]*)[ \t]*"
    r"(?:[?:+!]|::)?=[ \t]*(?P<value>[^\r\n#]*)"
)
CONDITION = re.compile(
    r"[ \t]*ifn?eq[ \t]+\(?[\"']?\$[({](?P<key>\w+)[)}][\"',\s]+(?P<value>\d{2,5})\b"
)
RECIPE = re.compile(r"(?:\t|[ ]{2,})[@+-]*")
DIGITS = re.compile(r"\d\d")


@language(
    "makefile",
    patterns=("Makefile", "GNUmakefile", "*.mk", "*.mak", "Makefile.*", "justfile", "*.just"),
)
def makefile(source: Source) -> Iterator[Fact]:
    """Yield every port of a Makefile, and the images that it builds."""
    yield from builds(source)
    reading = Reading(source, "makefile")
    at = 0
    while (line := LINE.match(source.text, at)) and line.end() > at:
        if DIGITS.search(line[0]):
            yield from _line(reading, line[0], at)
        at = line.end()


def _line(reading: Reading, line: str, start: int) -> Iterator[Fact]:
    source = reading.source
    variable = VARIABLE.match(line)
    if variable:
        base = start + variable.start("value")
        value = variable["value"].rstrip().strip("\"'")
        base += variable["value"].find(value)
        scalar = Scalar(base, base + len(value), value)
        yield from read_scalar(reading, scalar, Trail((variable["key"],)))
        line, start = line[variable.end() :], start + variable.end()
    if (condition := CONDITION.match(line)) and carries_port(condition["key"]):
        begin, end = condition.span("value")
        yield source.use(start + begin, start + end, Role.COMPARE, name=condition["key"])
        return
    recipe = RECIPE.match(line)
    skipped = recipe.end() if recipe else 0
    for mention in ports(line[skipped:]):
        yield source.mentioned(mention, start + skipped)
    for mention in commented(line[skipped:]):
        yield source.mentioned(mention, start + skipped, context=Context.COMMENT)

"""Makefiles: variables, and recipes as shell."""

import re
from collections.abc import Iterator

from portlint.core import Context, Fact
from portlint.core.shell import commented, ports
from portlint.syntax import Source, language
from portlint.syntax.documents import Scalar
from portlint.syntax.settings import Reading, Trail, read_scalar

VARIABLE = re.compile(
    r"^(?:export[ \t]+)?(?P<key>[A-Za-z_][\w.-]*)[ \t]*(?:[?:+]?=|::=)[ \t]*(?P<value>[^\r\n#]*)",
    re.MULTILINE,
)


@language(
    "makefile",
    patterns=("Makefile", "GNUmakefile", "makefile", "*.mk", "*.mak", "Makefile.*", "justfile"),
)
def makefile(source: Source) -> Iterator[Fact]:
    """Yield every port of a Makefile."""
    reading = Reading(source, "makefile")
    seen: set[int] = set()
    for line in VARIABLE.finditer(source.text):
        value = Scalar(line.start("value"), line.end("value"), line["value"])
        for fact in read_scalar(reading, value, Trail((line["key"],))):
            seen.add(fact.location.start)
            yield fact
    for mention in ports(source.text):
        if mention.start not in seen:
            yield source.mentioned(mention, 0)
    for mention in commented(source.text):
        yield source.mentioned(mention, 0, context=Context.COMMENT)

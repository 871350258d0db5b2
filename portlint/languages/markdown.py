"""Markdown and MDX: prose, tables with a port column, and code fences by their language."""

import re
from collections.abc import Iterator
from dataclasses import replace

from portlint.core import Context, Fact, Role
from portlint.core.grammar import Mention, mentions
from portlint.core.grammar.mention import HIGHEST
from portlint.core.grammar.plausible import plausible
from portlint.core.names import carries_port
from portlint.core.shell import ports as shell_ports
from portlint.syntax import Source, language

FENCE = re.compile(
    r"^[ \t>]*(?P<fence>```+|~~~+)[ \t]*(?P<language>[\w+-]*)[^\n]*\n"
    r"(?P<body>.*?)(?:^[ \t>]*(?P=fence)|\Z)",
    re.MULTILINE | re.DOTALL,
)
HIDDEN = re.compile(r"<!--.*?-->|\{/\*.*?\*/\}", re.DOTALL)
SHELL = frozenset("sh bash shell zsh console shell-session terminal powershell cmd".split())
ROW = re.compile(r"^[ \t]*\|(?P<cells>[^\n]*)", re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.#$-])(\d{2,5})(?![\w%])(?!\.\d)")


@language("markdown", patterns=("*.md", "*.mdx", "*.markdown", "*.rst", "*.adoc"))
def markdown(source: Source) -> Iterator[Fact]:
    """Yield every port of a document."""
    text = source.text
    found = {mention.start: mention for mention in mentions(text)}
    for fence in FENCE.finditer(text):
        if fence["language"].lower() in SHELL:
            for mention in shell_ports(fence["body"]):
                start = fence.start("body") + mention.start
                end = fence.start("body") + mention.end
                found.setdefault(start, replace(mention, start=start, end=end))
    for mention in _tables(text):
        found.setdefault(mention.start, mention)
    hidden = [match.span() for match in HIDDEN.finditer(text)]
    for start in sorted(found):
        commented = any(a <= start < b for a, b in hidden)
        yield source.mentioned(found[start], 0, context=Context.COMMENT if commented else None)


def _tables(text: str) -> Iterator[Mention]:
    """Yield the numbers in columns whose header says that they are ports."""
    columns: list[str] = []
    last = -2
    for row in ROW.finditer(text):
        if row.start() != last + 1:
            columns = [cell.strip(" *`") for cell in row["cells"].split("|")]
            columns = [name if carries_port(name) else "" for name in columns]
        elif any(columns):
            yield from _row(row, columns)
        last = row.end()


def _row(row: re.Match[str], columns: list[str]) -> Iterator[Mention]:
    start = row.start("cells")
    for index, cell in enumerate(row["cells"].split("|")):
        if index < len(columns) and columns[index]:
            for number in NUMBER.finditer(cell):
                port = int(number[1])
                if plausible(port) and port <= HIGHEST:
                    at = start + number.start()
                    name = columns[index]
                    yield Mention(at, at + len(number[1]), port, Role.DECLARE, name=name)
        start += len(cell) + 1

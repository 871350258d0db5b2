"""Tables in documents, and their columns of ports."""

import re
from collections.abc import Iterator

from portlint.core import Role
from portlint.core.grammar import Mention
from portlint.core.grammar.mention import HIGHEST
from portlint.core.grammar.plausible import plausible
from portlint.core.names import carries_port

RULE = re.compile(
    r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t\r]*$", re.MULTILINE
)
"""The line between a table's head and its body."""

OPENED = re.compile(r"[ \t>]*\|?")
PORT = re.compile(r"(?i)\b(?:ports?|portas?|puertos?|porte?n?)\b")
NUMBER = re.compile(r"(?<![\w.#$-])(\d{2,5})(?![\w%])(?!\.\d)")


def port_columns(text: str) -> Iterator[Mention]:
    """Yield the numbers in columns whose head says that they are ports."""
    for rule in RULE.finditer(text):
        start = text.rfind("\n", 0, max(rule.start() - 1, 0)) + 1
        names = [_port_name(cell) for _, cell in cells(text, start, rule.start())]
        if any(names):
            yield from _body(text, rule.end() + 1, names)


def _port_name(cell: str) -> str:
    name = cell.strip(" \t\r\n*`_>")
    return name if carries_port(name) or PORT.search(name) else ""


def _body(text: str, start: int, names: list[str]) -> Iterator[Mention]:
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if "|" not in text[start:end]:
            return
        for name, (begin, cell) in zip(names, cells(text, start, end), strict=False):
            if name:
                yield from _ports(cell, begin, name)
        start = end + 1


def cells(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield each cell of a row with the character at which it begins."""
    opened = OPENED.match(text, start, end)
    at = opened.end() if opened else start
    for cell in text[at:end].split("|"):
        yield at, cell
        at += len(cell) + 1


def _ports(cell: str, begin: int, name: str) -> Iterator[Mention]:
    for number in NUMBER.finditer(cell):
        port = int(number[1])
        if plausible(port) and port <= HIGHEST:
            start, end = begin + number.start(), begin + number.end()
            yield Mention(start, end, port, Role.DECLARE, name=name)

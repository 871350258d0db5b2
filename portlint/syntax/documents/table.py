"""Tables in documents, and their columns of ports."""

import re
from collections.abc import Iterator

from portlint.core import Role
from portlint.core.grammar import Mention
from portlint.core.grammar.mention import HIGHEST
from portlint.core.grammar.plausible import plausible
from portlint.core.names import carries_port

HEAD = re.compile(r"^[ \t>]*\|[^\n]*(?:[Pp]ort|PORT|[Pp]uert|PUERT)[^\n]*", re.MULTILINE)
"""A row that may head a table with a column of ports."""

RULE = re.compile(r"^[ \t]*:?-{2,}:?[ \t]*\|[ \t:|-]*\r?$", re.MULTILINE)
"""The line between head and body of a table whose rows start with no bar."""

NAMED = re.compile(
    r"\|[ \t*`]*(?P<name>[\w.-]*[Pp](?:ort|ORT)[\w.-]*)[ \t*`]*(?:\|[^|\n\d]*){0,4}?"
    r"\|[ \t*`\"]*(?P<port>\d{2,5})[ \t*`\"]*(?=\||$)",
    re.MULTILINE,
)
OPENED = re.compile(r"[ \t>]*\|?")
PORT = re.compile(r"(?i)\b(?:ports?|portas?|puertos?|porte?n?)\b")
NUMBER = re.compile(r"(?<![\w.#$-])(\d{2,5})(?![\w%])(?!\.\d)")


def port_columns(text: str) -> Iterator[Mention]:
    """Yield the numbers in columns whose head says that they are ports."""
    done = 0
    for start, end in sorted((*_heads(text), *_bare_heads(text))) if "|" in text else ():
        if start < done:
            continue
        names = [_port_name(cell) for _, cell in cells(text, start, end)]
        for row in _rows(text, end + 1):
            done = row[1]
            for name, (begin, cell) in zip(names, cells(text, *row), strict=False):
                yield from _ports(cell, begin, name) if name else ()


def _heads(text: str) -> Iterator[tuple[int, int]]:
    for match in HEAD.finditer(text):
        before = max(0, match.start() - 1)
        if text.find("|", text.rfind("\n", 0, before) + 1, before) < 0:
            yield match.span()


def _bare_heads(text: str) -> Iterator[tuple[int, int]]:
    for rule in RULE.finditer(text):
        end = rule.start() - 1
        if end > 0:
            yield text.rfind("\n", 0, end) + 1, end


def named_rows(text: str) -> Iterator[Mention]:
    """Yield the number of a row that names a port: `| REDIS_PORT | 6379 |`."""
    for match in NAMED.finditer(text) if "|" in text else ():
        port = int(match["port"])
        if 0 < port <= HIGHEST and carries_port(match["name"]):
            yield Mention(*match.span("port"), port, Role.DECLARE, name=match["name"])


def _rows(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield where each of the lines starts and ends that hold a bar, as far as they go."""
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if text.find("|", start, end) < 0:
            return
        yield start, end
        start = end + 1


def _port_name(cell: str) -> str:
    name = cell.strip(" \t\r\n*`_>")
    return name if carries_port(name) or PORT.search(name) else ""


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

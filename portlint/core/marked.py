"""What files say of portlint's own text in them: marks of ownership, and marks of sections."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

EDGE = re.compile(
    r"^(?P<indent>[ \t]*)(?:<!--|\{/\*|//|/\*|#)[ \t]*portlint:(?P<edge>begin|end)[ \t]+"
    r"(?P<name>[^\r\n]*?)[ \t]*(?:-->|\*/\}|\*/)?[ \t]*(?P<eol>\r?\n|\Z)",
    re.MULTILINE,
)
"""A line that begins or ends a section, in the comment of any format."""


LINE = re.compile(r"[^\n]*\n|[^\n]+")
"""A line with its end."""


class SectionError(Exception):
    """The marks of sections in a file do not fit; `line` is 1-based."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def filled(text: str, sections: Mapping[str, str]) -> str:
    """Return a file's text with every section that it marks filled in.

    The text of a section takes the indentation and the line end of its begin line. Raise
    SectionError where a mark has no partner, or names a section that nothing renders.
    """
    parts: list[str] = []
    copied, opened = 0, None
    for edge in EDGE.finditer(text):
        line = text.count("\n", 0, edge.start()) + 1
        name = edge["name"]
        if edge["edge"] == "begin":
            if opened:
                raise SectionError(line, f"section {opened['name']} does not end before {name}")
            if name not in sections:
                raise SectionError(line, _unknown(name, sections))
            opened = edge
            continue
        if opened is None or opened["name"] != name:
            raise SectionError(line, f"section {name} ends, and did not begin")
        parts += (text[copied : opened.end()], _set(sections[name], opened))
        copied, opened = edge.start(), None
    if opened:
        line = text.count("\n", 0, opened.start()) + 1
        raise SectionError(line, f"section {opened['name']} does not end")
    return "".join((*parts, text[copied:]))


def _set(text: str, begin: re.Match[str]) -> str:
    eol = begin["eol"] or "\n"
    return "".join(
        f"{begin['indent'] if line else ''}{line}{eol}" for line in text.split("\n")[:-1]
    )


def _unknown(name: str, sections: Mapping[str, str]) -> str:
    near = get_close_matches(name, sections, 1) or list(sections)[:3]
    return f"nothing renders a section {name}; did you mean {' or '.join(near)}?"


def first_difference(found: str, wanted: str) -> tuple[int, str, str]:
    """Return the first line (1-based) in which two texts differ, as each has it."""
    mine, other = found.splitlines(), wanted.splitlines()
    for at, (left, right) in enumerate(zip(mine, other, strict=False), 1):
        if left != right:
            return at, left, right
    at = min(len(mine), len(other))
    return at + 1, *("".join(lines[at : at + 1]) for lines in (mine, other))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Replacement:
    """What would make one text of another: whole lines, from the 1-based `line` on.

    `end` is where they end, as 1-based line and column; `span` are their byte offsets, `end`
    exclusive. `old` and `new` are the first line of each side, empty where it has none there.
    """

    line: int
    end: tuple[int, int]
    span: tuple[int, int]
    old: str
    new: str
    text: str


def replacement(found: str, wanted: str) -> Replacement | None:
    """Return what differs between the text of a file and what it should be; None if nothing.

    The file keeps its line ends: those of its first line.
    """
    eol = "\r\n" if found.partition("\n")[0].endswith("\r") else "\n"
    whole = wanted.replace("\n", eol)
    if whole == found:
        return None
    left, right = LINE.findall(found), LINE.findall(whole)
    shorter = min(len(left), len(right))
    head = next((at for at in range(shorter) if left[at] != right[at]), shorter)
    tail = next(
        (at for at in range(shorter - head) if left[-1 - at] != right[-1 - at]), shorter - head
    )
    old, new = left[head : len(left) - tail], right[head : len(right) - tail]
    start = _size(left[:head])
    end = (head + len(old) + 1, 1)
    if old and not old[-1].endswith("\n"):
        end = (head + len(old), len(old[-1]) + 1)
    first, other = ("".join(lines[:1]).rstrip("\r\n") for lines in (old, new))
    return Replacement(head + 1, end, (start, start + _size(old)), first, other, "".join(new))


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode("utf-8", "surrogateescape")) for line in lines)

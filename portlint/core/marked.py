"""What files say of portlint's own text in them: marks of ownership, and marks of sections."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

EDGE = re.compile(
    r"^(?P<indent>[ \t]*)(?:<!--|\{/\*|//|/\*|#)[ \t]*portlint:(?P<edge>begin|end)[ \t]+"
    r"(?P<name>[^\r\n]*?)[ \t]*(?:-->|\*/\}|\*/)?[ \t]*(?P<eol>\r?\n|\Z)",
    re.MULTILINE,
)
"""A line that begins or ends a section, in the comment of any format."""


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

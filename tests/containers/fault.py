"""One fault in a file, and the edits that it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

Place = tuple[str, int]
"""A path, and a 1-based line."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A file with one reference broken: what was done, and where it now stands (1-based).

    `origin` is the line where the reference stood before. `also` are more places at which a
    finding is about it, `undecided` says why nobody can tell from the repository that it fails.
    """

    kind: str
    path: str
    line: int
    text: str
    origin: int
    also: tuple[Place, ...] = ()
    undecided: str = ""

    @property
    def places(self) -> frozenset[Place]:
        """Where a finding is one about this fault."""
        return frozenset(((self.path, self.line), *self.also))


@dataclass(frozen=True, slots=True)
class Change:
    """Characters of a text that are written over, by offsets."""

    start: int
    end: int
    text: str


def edited(text: str, changes: Sequence[Change]) -> str:
    """Return a text with all changes made; they do not overlap."""
    for one in sorted(changes, key=lambda one: one.start, reverse=True):
        text = f"{text[: one.start]}{one.text}{text[one.end :]}"
    return text


def line_after(text: str, changes: Sequence[Change], offset: int) -> int:
    """Return the 1-based line where what stood at an offset stands when all changes are made."""
    before = [one for one in changes if one.end <= offset]
    grown = sum(one.text.count("\n") - text.count("\n", one.start, one.end) for one in before)
    return line_of(text, offset) + grown


def line_of(text: str, offset: int) -> int:
    """Return the 1-based line of an offset."""
    return text.count("\n", 0, offset) + 1

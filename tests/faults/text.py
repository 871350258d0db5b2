"""Changes of a text by offsets (characters), and where its lines are afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 3
"""Letters of a name that can be misspelt."""


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


def line_of(text: str, offset: int) -> int:
    """Return the 1-based line of an offset."""
    return text.count("\n", 0, offset) + 1


def line_after(text: str, changes: Sequence[Change], offset: int) -> int:
    """Return the 1-based line where what stood at an offset stands when all changes are made."""
    before = [one for one in changes if one.end <= offset]
    grown = sum(one.text.count("\n") - text.count("\n", one.start, one.end) for one in before)
    return line_of(text, offset) + grown


def commented(text: str, offset: int) -> bool:
    """Tell whether a line is a remark up to an offset."""
    begun = text[text.rfind("\n", 0, offset) + 1 : offset].lstrip()
    return begun.startswith(("#", "//")) or " #" in begun


def misspelt(name: str, way: int = 0) -> str:
    """Return a name with two letters exchanged, one left out or one doubled; itself if short."""
    if len(name) < LEAST:
        return name
    exchanged = f"{name[:-2]}{name[-1]}{name[-2]}"
    doubled = f"{name}{name[-1]}"
    if way % 3 == 1:
        return name[:-1]
    same = exchanged == name or not name[-2:].isalpha()
    return doubled if same or way % 3 == 2 else exchanged

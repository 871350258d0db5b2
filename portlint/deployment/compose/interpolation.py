"""Variables in a Compose file: `$A`, `${A:-b}`, `${A:?}`, `${A:+b}`, `$$`, nested."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from portlint.core import Location, Text
from portlint.deployment.model import How, Origin, Words

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
OPERATOR = re.compile(r":?[-?+]")
OUTSIDE = re.compile(r"[^$]+")
INSIDE = re.compile(r"[{}]|[^${}]+")
DEEPEST = 20
"""How deep one default may hold another."""

LONGEST = 20_000
"""Characters of a value that is read, and to which variables may make it grow; no value that
holds a port is longer."""


@dataclass(frozen=True, slots=True)
class Found:
    """The value of a variable, with where it is from."""

    value: str
    how: How
    location: Location | None = None


Lookup = Callable[[str], Found | None]
Read = tuple[str, tuple[Origin, ...]]


def words(text: Text, lookup: Lookup) -> Words:
    """Return a scalar with its variables put in."""
    value, origins = interpolate(text.value, lookup)
    return Words(value, text.location, text.value, origins)


def interpolate(text: str, lookup: Lookup) -> Read:
    """Return a text with its variables put in, and where each came from."""
    if "$" not in text or len(text) > LONGEST:
        return text, ()
    return _Reader(text, lookup).read(0)


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str, lookup: Lookup) -> None:
        self._text = text
        self._lookup = lookup
        self._at = 0
        self._left = LONGEST

    def read(self, depth: int, *, inside: bool = False) -> Read:
        """Read to the end, or, inside braces, to the one that closes."""
        parts: list[str] = []
        origins: list[Origin] = []
        text = self._text
        opened = 0
        while self._at < len(text) and not (inside and text[self._at] == "}" and not opened):
            if text[self._at] == "$":
                value, found = self._variable(depth)
                origins.extend(found)
            else:
                value = self._plain(inside=inside)
                opened += {"{": 1, "}": -1}.get(value, 0) if inside else 0
                self._at += len(value)
            parts.append(value)
        return "".join(parts), tuple(origins)

    def _plain(self, *, inside: bool) -> str:
        """Return the characters ahead that mean themselves: one brace, or up to the next."""
        match = (INSIDE if inside else OUTSIDE).match(self._text, self._at)
        return match[0] if match else self._text[self._at]

    def _variable(self, depth: int) -> Read:
        following = self._text[self._at + 1 : self._at + 2]
        if following == "$":
            self._at += 2
            return "$", ()
        braced = following == "{"
        name = NAME.match(self._text, self._at + 1 + braced)
        if name is None or depth > DEEPEST:
            self._at += 1
            return "$", ()
        self._at = name.end()
        found = self._room_for(self._lookup(name[0]))
        return self._braced(name[0], found, depth) if braced else _value(name[0], found)

    def _room_for(self, found: Found | None) -> Found | None:
        """Return what a variable holds as long as there is room for it, else nothing."""
        self._left -= len(found.value) if found else 0
        return found if self._left >= 0 else None

    def _braced(self, name: str, found: Found | None, depth: int) -> Read:
        operator = OPERATOR.match(self._text, self._at)
        if operator:
            self._at = operator.end()
        other, origins = self.read(depth + 1, inside=True)
        self._at += 1
        sign = operator[0] if operator else ""
        is_set = found is not None and not (sign.startswith(":") and not found.value)
        if sign.endswith("+"):
            return (other, (*origins, Origin(name, How.DEFAULT))) if is_set else ("", ())
        if is_set or not sign.endswith("-"):
            return _value(name, found)
        return other, (Origin(name, How.DEFAULT), *origins)


def _value(name: str, found: Found | None) -> Read:
    if found is None:
        return "", (Origin(name, How.UNSET),)
    return found.value, (Origin(name, found.how, found.location),)

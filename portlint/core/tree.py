"""A deployment file as values: what it says, each piece with its place, all escapes undone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Union

from portlint.core.location import Location

NOTHING = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar; `plain` where it stands without quotes, and so may be a number or nothing."""

    location: Location
    value: str
    plain: bool = True
    tag: str = ""

    @property
    def empty(self) -> bool:
        """Tell whether it is written as nothing (YAML's null)."""
        return self.plain and self.value in NOTHING


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    location: Location
    items: tuple["Value", ...] = ()
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """Keys with their values, in the order of the file; of a key given twice the last counts."""

    location: Location
    pairs: tuple[tuple[Text, "Value"], ...] = ()
    tag: str = ""

    def get(self, *keys: str) -> "Value | None":
        """Return what stands below a path of keys, None where one of them is missing."""
        found: Value | None = self
        for key in keys:
            if not isinstance(found, Map):
                return None
            found = next((value for own, value in reversed(found.pairs) if own.value == key), None)
        return found

    def text(self, *keys: str) -> str:
        """Return the text below a path of keys, empty where there is none."""
        found = self.get(*keys)
        return found.value if isinstance(found, Text) and not found.empty else ""

    def map(self, *keys: str) -> "Map":
        """Return the mapping below a path of keys, an empty one where there is none."""
        found = self.get(*keys)
        return found if isinstance(found, Map) else Map(self.location)

    def items(self, *keys: str) -> "tuple[Value, ...]":
        """Return the items of the list below a path of keys, none where there is no list."""
        found = self.get(*keys)
        return found.items if isinstance(found, Items) else ()


Value = Union[Text, Items, Map]  # noqa: UP007  (a forward reference has no `|` at run time)


def texts(value: Value) -> Iterator[Text]:
    """Yield every scalar value below a value, in the order of the file."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Text):
            yield one
        elif isinstance(one, Items):
            waiting.extend(reversed(one.items))
        else:
            waiting.extend(inner for _, inner in reversed(one.pairs))


def keys(value: Value) -> Iterator[Text]:
    """Yield every key below a value."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Map):
            yield from (key for key, _ in one.pairs)
            waiting.extend(inner for _, inner in one.pairs)
        elif isinstance(one, Items):
            waiting.extend(one.items)

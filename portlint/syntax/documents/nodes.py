"""What a configuration document is made of; offsets are bytes, text is as written."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value: the bytes from `start` to `end`, without quotes and with no escape undone."""

    start: int
    end: int
    text: str
    quoted: bool = False
    block: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A key with its value; None where nothing is written, or an alias."""

    key: Scalar
    value: "Node | None"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Pairs in the order of the file."""

    start: int
    end: int
    pairs: tuple[Pair, ...] = ()

    def get(self, key: str) -> "Node | None":
        """Return the value of the first pair of that key."""
        return next((pair.value for pair in self.pairs if pair.key.text == key), None)

    def text(self, key: str) -> str:
        """Return the text of a scalar value, empty where there is none."""
        value = self.get(key)
        return value.text if isinstance(value, Scalar) else ""

    def keys(self) -> frozenset[str]:
        """Return the text of every key."""
        return frozenset(pair.key.text for pair in self.pairs)


@dataclass(frozen=True, slots=True)
class Sequence:
    """Items in the order of the file."""

    start: int
    end: int
    items: tuple["Node", ...] = ()


Node = Scalar | Mapping | Sequence


def scalars(node: Node | None) -> Iterator[Scalar]:
    """Yield every scalar of a tree, keys too, in the order of the file."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for pair in node.pairs:
            yield pair.key
            yield from scalars(pair.value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item)

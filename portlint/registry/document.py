"""One registry file while it is read: its mappings, and the problems that reading them meets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from portlint.core import Location, Problem
from portlint.core.nearest import hint
from portlint.syntax.documents.composed import Mapping, Node, Scalar, Sequence
from portlint.syntax.places import Places

NODES = 400_000
"""How many nodes may be read: aliases can make billions of a small file."""

PROBLEMS = 1_000
"""How many problems are kept; nobody reads more."""

SHOWN = 60
"""How many characters of a name or value a message shows."""

T = TypeVar("T")


class TooMuch(Exception):  # noqa: N818  (it is what happened, and is caught by name)
    """Reading the registry takes more steps than any real one needs."""


class Document:
    """A registry's places, and what is wrong with it so far."""

    def __init__(self, path: str, text: str = "", skipped: int = 0) -> None:
        self.path = path
        self._places = Places(path, text, skipped)
        self._noted: dict[Problem, None] = {}
        self._left = NODES

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, each once, in the order of reading."""
        return tuple(self._noted)

    def problem(self, where: Node | Location, check: str, message: str) -> None:
        """Note what is wrong, and go on."""
        if len(self._noted) < PROBLEMS:
            place = where if isinstance(where, Location) else self.place(where)
            self._noted.setdefault(Problem(place, check, message))

    def place(self, node: Node) -> Location:
        """Return where a node stands; of a collection, its first line."""
        return self._places.between(node.start, node.end)

    def at(self, index: int | None) -> Location:
        """Return the place of one character, or of the file."""
        return Location(self.path) if index is None else self._places.between(index, index + 1)

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """Yield what a collection holds, as long as there is a budget."""
        for item in items:
            self._left -= 1
            if self._left < 0:
                raise TooMuch
            yield item


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping whose keys were checked: each value with the node of its key."""

    values: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Node] = field(default_factory=dict)

    def __contains__(self, key: str) -> bool:
        value = self.values.get(key)
        return value is not None and not (isinstance(value, Scalar) and value.empty)


def pairs(document: Document, node: Node, what: str) -> Iterator[tuple[str, Node, Node]]:
    """Yield key, key node and value node of a mapping, then what `<<` merges into it."""
    if not isinstance(node, Mapping):
        document.problem(node, "types", f"{what} takes `key: value` pairs, not {kind(node)}")
        return
    seen: dict[str, Node] = {}
    for key, value in document.each(node.pairs):
        if not isinstance(key, Scalar):
            document.problem(key, "types", f"a key of {what} is a word, not {kind(key)}")
        elif key.text in seen:
            line = document.place(seen[key.text]).line
            message = f"{shown(key.text)} is given twice; the first is on line {line}"
            document.problem(key, "keys", message)
        elif not _is_merge(key):
            seen[key.text] = key
            yield key.text, key, value
    for key, value in _merged(document, node):
        if isinstance(key, Scalar) and key.text not in seen and not _is_merge(key):
            seen[key.text] = key
            yield key.text, key, value


def _is_merge(key: Node) -> bool:
    return isinstance(key, Scalar) and key.plain and key.text == "<<"


def _merged(document: Document, node: Mapping) -> Iterator[tuple[Node, Node]]:
    """Yield the pairs of every mapping that `<<` names, nearest first, each mapping once."""
    met, waiting = {id(node)}, [node]
    for mapping in waiting:
        for value in (value for key, value in mapping.pairs if _is_merge(key)):
            for source in document.each(value.items if isinstance(value, Sequence) else [value]):
                if not isinstance(source, Mapping):
                    document.problem(source, "types", f"<< merges mappings, not {kind(source)}")
                elif id(source) not in met:
                    met.add(id(source))
                    waiting.append(source)
                    yield from document.each(source.pairs)


def table(document: Document, node: Node, what: str, known: Iterable[str]) -> Table:
    """Read a mapping with known keys; `x-` keys are free, others get a did-you-mean."""
    known = tuple(known)
    found = Table()
    for name, key, value in pairs(document, node, what):
        if name in known:
            found.values[name] = value
            found.keys[name] = key
        elif not name.startswith("x-"):
            document.problem(key, "keys", f"{what} has no key {shown(name)}{_hint(name, known)}")
    return found


@lru_cache(maxsize=PROBLEMS)
def _hint(name: str, known: tuple[str, ...]) -> str:
    return hint(name[:SHOWN], known, f"; known are {', '.join(known)}", alike=0.5)


def kind(node: Node) -> str:
    """Name a node for a message."""
    if isinstance(node, Scalar):
        return f"`{shown(node.text)}`" if node.text else "nothing"
    return "a list" if isinstance(node, Sequence) else "a mapping"


def shown(text: str) -> str:
    """Shorten a name or value for a message."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"

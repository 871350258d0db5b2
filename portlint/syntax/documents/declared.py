"""YAML documents as values that outlive their file: aliases followed, `<<` merged."""

from collections.abc import Iterator

from portlint.core import Document, Location
from portlint.core.tree import Items, Map, Text, Value
from portlint.syntax.documents import composed
from portlint.syntax.documents.composed import Malformed, Mapping, Node, Scalar, Sequence
from portlint.syntax.places import Places
from portlint.syntax.source import Source

VALUES = 60_000
"""How many values a document may hold: aliases can make billions of a small file."""

DEEPEST = 120
"""Levels, those that an alias adds among them."""

MARK = "\ufeff"


class TooMuch(Exception):  # noqa: N818  (it is what happened, and is caught by name)
    """A document holds more values than any real one."""


def documents(source: Source, dialects: dict[int, str]) -> Iterator[Document]:
    """Yield the documents of a YAML file that have a dialect, by their 0-based number.

    A list is what stands below the key `items`.
    What libyaml does not read, or what repeats itself without end, yields nothing.
    """
    try:
        text = source.data.decode("utf-8")
        skipped = 3 if text.startswith(MARK) else 0
        text = text.removeprefix(MARK)
        roots = [root for root in composed.documents(text) if not _nothing(root)]
    except (Malformed, UnicodeDecodeError):
        return
    places = Places(source.path, text, skipped)
    for number, root in enumerate(roots):
        if number in dialects and not isinstance(root, Scalar):
            try:
                value = _Builder(places).value(root)
            except TooMuch:
                continue
            held = value if isinstance(value, Map) else _keyed(value)
            yield Document(value.location, dialects[number], held)


def _keyed(value: Value) -> Map:
    return Map(value.location, ((Text(value.location, "items"), value),))


def _nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.empty


class _Builder:
    """Turns the nodes of one document into values, within a budget."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._left = VALUES
        self._depth = 0

    def map(self, node: Mapping) -> Map:
        """Return a mapping with what `<<` merges into it, its own keys first."""
        pairs = tuple((self.text(key), self.value(value)) for key, value in self._pairs(node, ()))
        return Map(self._place(node), pairs, node.tag)

    def value(self, node: Node) -> Value:
        """Return any node as a value."""
        self._spend()
        if isinstance(node, Scalar):
            return self.text(node)
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooMuch
        found: Value = self._items(node) if isinstance(node, Sequence) else self.map(node)
        self._depth -= 1
        return found

    def text(self, node: Scalar) -> Text:
        """Return a scalar; its place is what stands between its quotes."""
        quotes = int(node.quoted)
        place = self._places.whole(node.start + quotes, node.end - quotes)
        return Text(place, node.text, node.plain, node.tag)

    def _items(self, node: Sequence) -> Items:
        return Items(self._place(node), tuple(map(self.value, node.items)), node.tag)

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooMuch

    def _place(self, node: Node) -> Location:
        return self._places.whole(node.start, node.end)

    def _pairs(self, node: Mapping, above: tuple[Mapping, ...]) -> Iterator[tuple[Scalar, Node]]:
        """Yield keys with values; what `<<` names comes after the keys that are written here."""
        own = {key.text: (key, value) for key, value in node.pairs if isinstance(key, Scalar)}
        merged = own.pop("<<", None)
        yield from own.values()
        if merged is None or any(node is one for one in above):
            return
        sources = merged[1].items if isinstance(merged[1], Sequence) else [merged[1]]
        known = set(own)
        for source in sources:
            if isinstance(source, Mapping):
                for key, value in self._pairs(source, (*above, node)):
                    self._spend()
                    if key.text not in known:
                        known.add(key.text)
                        yield key, value

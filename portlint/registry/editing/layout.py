"""Where the parts of a registry stand in its text, so that one of them can be spliced."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portlint.syntax.documents.composed import (
    Malformed,
    Mapping,
    Node,
    Scalar,
    Sequence,
    compose,
)

ALIAS = re.compile(r"\s*:?\s*(\*[^\s,\[\]{}]+)")
PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*\s+)*")
Pair = tuple[Scalar, Node]


class Refused(Exception):  # noqa: N818  (it is what happened, and is caught by name)
    """The registry is not edited; the message is a clause for the user."""


@dataclass(frozen=True, order=True, slots=True)
class Splice:
    """Replace the characters from `start` up to `end` by `text`."""

    start: int
    end: int
    text: str


class Layout:
    """One registry's text with its nodes; offsets are characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        try:
            root = compose(text)
        except Malformed as error:
            raise Refused(error.reason) from error
        if not isinstance(root, Mapping):
            reason = "is no mapping with `services:`"
            raise Refused(reason)
        self.root = root

    @property
    def services(self) -> Node:
        """What stands below `services:`."""
        found = self.pair(self.root, "services")
        if found is None:
            reason = "has no `services:`"
            raise Refused(reason)
        return found[1]

    def entries(self) -> list[Mapping]:
        """Return the services' mappings, in the order of the file."""
        services = self.services
        items = services.items if isinstance(services, Sequence) else []
        return [one for one in items if isinstance(one, Mapping)]

    def entry(self, name: str) -> Mapping:
        """Return the mapping of a service by its own name; raise Refused where there is none."""
        for one in self.entries():
            pair = self.pair(one, "name")
            if pair and isinstance(pair[1], Scalar) and pair[1].text == name:
                return one
        reason = f"has no entry of its own for {name}"
        raise Refused(reason)

    @staticmethod
    def pair(mapping: Mapping, key: str) -> Pair | None:
        """Return a key with its value, where the mapping itself has it: `<<` does not count."""
        for own, value in mapping.pairs:
            if isinstance(own, Scalar) and own.text == key:
                return own, value
        return None

    def is_flow(self, node: Node) -> bool:
        """Tell whether a collection is written in brackets."""
        return not isinstance(node, Scalar) and self.text[node.end : node.end + 1] in {"}", "]"}

    def span(self, key: Scalar, value: Node) -> tuple[int, int]:
        """Return where a value stands: an alias where it stands itself, not where it points."""
        if value.start < key.end:
            match = ALIAS.match(self.text, key.end)
            if match is None:
                reason = f"has {key.text} where it cannot be found"
                raise Refused(reason)
            return match.span(1)
        start = value.start
        if match := PROPERTIES.match(self.text, start, value.end):
            start = value.start if isinstance(value, Scalar) else match.end()
        return start, self.end(value, start)

    def end(self, node: Node, start: int | None = None) -> int:
        """Return where a node really ends: before the comments and blank lines that follow."""
        begin = node.start if start is None else start
        if isinstance(node, Scalar):
            return begin + len(self.text[begin : node.end].rstrip()) if node.end > begin else begin
        if self.is_flow(node):
            return node.end + 1
        last = begin
        for key, value in _children(node):
            own = value.start >= (key.end if key else node.start)
            if own:
                last = max(last, self.end(value))
            elif key and (match := ALIAS.match(self.text, key.end)):
                last = max(last, match.end())
            if key:
                last = max(last, key.end)
        return last

    def line_end(self, at: int) -> int:
        """Return the end of the line that a character stands in, its line break not included."""
        found = self.text.find("\n", at)
        if found < 0:
            return len(self.text)
        return found - 1 if self.text[found - 1 : found] == "\r" and found > at else found

    def column(self, at: int) -> int:
        """Return how many characters stand before one in its line."""
        return at - (self.text.rfind("\n", 0, at) + 1)

    def dash(self, item: Node) -> int:
        """Return where the dash of a list's item stands; raise Refused where it is not plain."""
        found = self.text.rfind("-", 0, item.start)
        if found < 0 or self.text[found + 1 : item.start].strip():
            reason = "has a comment between a dash and its entry"
            raise Refused(reason)
        return found

    def after(self, item: Node) -> int:
        """Return where an item ends, with the comments after it that are indented with it."""
        at = self.line_end(self.end(item))
        column = self.column(self.dash(item))
        while (following := self._line(at)) is not None:
            start, line = following
            if not line.strip().startswith("#") or len(line) - len(line.lstrip()) <= column:
                break
            at = self.line_end(start)
        return at

    def _line(self, at: int) -> tuple[int, str] | None:
        begin = self.text.find("\n", at)
        if begin < 0:
            return None
        return begin + 1, self.text[begin + 1 : self.line_end(begin + 1)]


def _children(node: Mapping | Sequence) -> Iterator[tuple[Node | None, Node]]:
    if isinstance(node, Mapping):
        yield from node.pairs
    else:
        yield from ((None, one) for one in node.items)


def spliced(text: str, splices: list[Splice]) -> str:
    """Return a text with its splices applied; none may overlap."""
    parts, at = [], 0
    for one in sorted(set(splices)):
        if one.start < at:
            reason = "would be changed twice in one place"
            raise Refused(reason)
        parts += [text[at : one.start], one.text]
        at = one.end
    return "".join([*parts, text[at:]])

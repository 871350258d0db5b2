"""YAML nodes with places in bytes, and the problems that reading them meets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import accumulate

import yaml

from portlint.core import Location, Problem

DEPTH = 100
"""How deep a registry may nest; libyaml's composer dies of recursion at some 20,000."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Document:
    """One registry file while it is read: its places, and what is wrong so far."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._lines = text.split("\n")
        sizes = (len(line.encode()) + 1 for line in self._lines)
        self._starts = [0, *accumulate(sizes)]

    def problem(self, where: yaml.Node | Location, check: str, message: str) -> None:
        """Note what is wrong, and go on."""
        place = where if isinstance(where, Location) else self.place(where)
        self.problems.append(Problem(place, check, message))

    def place(self, node: yaml.Node) -> Location:
        """Return where a node stands; of a collection, its first line."""
        start, end = node.start_mark, node.end_mark
        stop = end.column if end.line == start.line else len(self._lines[start.line].rstrip())
        return self.location(start.line, start.column, max(stop, start.column))

    def location(self, row: int, column: int, stop: int) -> Location:
        """Return the place of 0-based characters `column` to `stop` of a 0-based row."""
        row = min(row, len(self._lines) - 1)
        line, start = self._lines[row], self._starts[row]
        begin, end = len(line[:column].encode()), len(line[:stop].encode())
        return Location(
            self.path, row + 1, column + 1, row + 1, stop + 1, start + begin, start + end
        )

    def compose(self, text: str) -> yaml.Node | None:
        """Parse; None, with a problem, where it is no YAML or nests too deep."""
        try:
            if self._too_deep(text):
                return None
            node: yaml.Node | None = yaml.compose(text, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            row, column = (mark.line, mark.column) if mark else (0, 0)
            place = self.location(row, column, column + 1)
            self.problem(place, "syntax", f"is no YAML: {error.problem or error.context}")
        except yaml.YAMLError as error:
            self.problem(Location(self.path), "syntax", f"is no YAML: {error}")
        else:
            return node
        return None

    def _too_deep(self, text: str) -> bool:
        depth = 0
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > DEPTH and (mark := event.start_mark):
                place = self.location(mark.line, mark.column, mark.column + 1)
                self.problem(place, "syntax", f"nests deeper than {DEPTH} levels")
                return True
        return False


@dataclass(frozen=True)
class Table:
    """A mapping whose keys were checked: each value with the node of its key."""

    node: yaml.Node
    values: dict[str, yaml.Node] = field(default_factory=dict)
    keys: dict[str, yaml.Node] = field(default_factory=dict)

    def __contains__(self, key: str) -> bool:
        return key in self.values and not is_null(self.values[key])


def pairs(
    document: Document, node: yaml.Node, what: str
) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """Yield key, key node and value node of a mapping; other nodes and doubles are problems."""
    if not isinstance(node, yaml.MappingNode):
        document.problem(node, "types", f"{what} takes `key: value` pairs, not {kind(node)}")
        return
    seen: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in seen:
            line = document.place(seen[name]).line
            document.problem(key, "keys", f"{name} is given twice; the first is on line {line}")
            continue
        seen[name] = key
        yield name, key, value


def table(document: Document, node: yaml.Node, what: str, known: Iterable[str]) -> Table:
    """Read a mapping with known keys; others are problems, but `x-` keys are free."""
    known = list(known)
    found = Table(node)
    for name, key, value in pairs(document, node, what):
        if name in known:
            found.values[name] = value
            found.keys[name] = key
        elif not name.startswith("x-"):
            near = get_close_matches(name, known, 1, 0.5)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            document.problem(key, "keys", f"{what} has no key {name}; {hint}")
    return found


def is_null(node: yaml.Node) -> bool:
    """Tell whether a node is written as nothing."""
    return isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")


def kind(node: yaml.Node) -> str:
    """Name a node for a message."""
    if isinstance(node, yaml.ScalarNode):
        return f"`{node.value[:40]}`" if node.value else "nothing"
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"

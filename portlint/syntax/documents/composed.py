"""YAML as nodes, built from libyaml's events in one pass: no recursion, and five times faster."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

DEPTH = 100
"""How many levels a document may nest; PyYAML's own composer dies of recursion at some 20,000."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
QUOTES = ("'", '"')
NOTHING = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(slots=True)
class Scalar:
    """A value as text; `plain` without quotes. Offsets are characters, `end` exclusive."""

    start: int
    end: int
    text: str
    plain: bool = False
    tag: str = ""
    quoted: bool = False

    @property
    def empty(self) -> bool:
        """Tell whether it is written as nothing."""
        return self.plain and self.text in NOTHING


@dataclass(slots=True)
class Sequence:
    """A list."""

    start: int
    end: int = 0
    items: list["Node"] = field(default_factory=list)
    tag: str = ""


@dataclass(slots=True)
class Mapping:
    """Keys and values in the order of the file; nothing is merged yet."""

    start: int
    end: int = 0
    pairs: list[tuple["Node", "Node"]] = field(default_factory=list)
    tag: str = ""


Node = Scalar | Sequence | Mapping


class Malformed(Exception):  # noqa: N818  (it is what happened, and is caught by name)
    """The text is no YAML that is read; holds a clause, and the character where it went wrong."""

    def __init__(self, reason: str, index: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.index = index


def compose(text: str) -> Node | None:
    """Return the one document of a text, None where it is empty; raise Malformed."""
    found = documents(text)
    if len(found) > 1:
        reason = "holds two documents; a registry is one"
        raise Malformed(reason, found[1].start)
    return found[0] if found else None


def documents(text: str) -> list[Node]:
    """Return every document of a text that is not empty; raise Malformed."""
    try:
        return _documents(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"is not YAML: {error.problem or error.context}"
        raise Malformed(reason, mark.index if mark else None) from error
    except yaml.reader.ReaderError as error:
        reason = f"is not YAML: {error.reason}"
        raise Malformed(reason) from error
    except UnicodeEncodeError as error:
        reason = "is not YAML: it holds half a character"
        raise Malformed(reason, error.start) from error


def _documents(events: Iterator[yaml.Event]) -> list[Node]:
    roots: list[Node] = []
    anchors: dict[str, Node] = {}
    open_nodes: list[tuple[Sequence | Mapping, list[Node]]] = []
    for event in events:
        start, end = _span(event)
        if isinstance(event, yaml.CollectionEndEvent):
            whole, children = open_nodes.pop()
            _close(whole, children, start)
            continue
        if isinstance(event, yaml.DocumentStartEvent):
            anchors = {}
        node = _opened(event, start, end, anchors)
        if node is None:
            continue
        if open_nodes:
            open_nodes[-1][1].append(node)
        else:
            roots.append(node)
        if isinstance(event, yaml.CollectionStartEvent) and not isinstance(node, Scalar):
            open_nodes.append((node, []))
            if len(open_nodes) > DEPTH:
                reason = f"nests deeper than {DEPTH} levels"
                raise Malformed(reason, start)
    return roots


def _span(event: yaml.Event) -> tuple[int, int]:
    first, last = event.start_mark, event.end_mark
    return (first.index if first else 0, last.index if last else 0)


def _opened(event: yaml.Event, start: int, end: int, anchors: dict[str, Node]) -> Node | None:
    """Return the node that an event begins, or that an alias stands for."""
    if isinstance(event, yaml.AliasEvent):
        if event.anchor not in anchors:
            reason = f"is not YAML: nothing is anchored as {event.anchor}"
            raise Malformed(reason, start)
        return anchors[event.anchor]
    node: Node
    if isinstance(event, yaml.ScalarEvent):
        node = Scalar(
            start, end, event.value, event.implicit[0], event.tag or "", event.style in QUOTES
        )
    elif isinstance(event, yaml.SequenceStartEvent):
        node = Sequence(start, end, tag=event.tag or "")
    elif isinstance(event, yaml.MappingStartEvent):
        node = Mapping(start, end, tag=event.tag or "")
    else:
        return None
    if event.anchor:
        anchors[event.anchor] = node
    return node


def _close(node: Sequence | Mapping, children: list[Node], end: int) -> None:
    node.end = end
    if isinstance(node, Sequence):
        node.items = children
    else:
        node.pairs = list(zip(children[::2], children[1::2], strict=True))

"""YAML through libyaml's events, which nothing crashes."""

from collections.abc import Iterator

import yaml

from portlint.syntax.documents.nodes import Mapping, Node, Pair, Scalar, Sequence
from portlint.syntax.source import Source
from portlint.syntax.tree import ParseError

DEEPEST = 150
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PRINTABLE = bytes(
    byte if 32 <= byte < 127 or byte in b"\t\n\r" else ord("x" if byte > 127 else " ")  # noqa: PLR2004
    for byte in range(256)
)
"""One letter for each byte outside ASCII: libyaml counts characters, and so they are bytes."""


def read(source: Source) -> tuple[Node, ...]:
    """Return the documents; raise ParseError where the file is no YAML or nests too deep."""
    text = source.data.translate(PRINTABLE).decode("ascii")
    events = yaml.parse(text, Loader=LOADER)
    try:
        return tuple(
            node
            for event in events
            if isinstance(event, yaml.DocumentStartEvent)
            and (node := _node(next(events), events, source, 0)) is not None
        )
    except yaml.YAMLError as error:
        message = "is no YAML"
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        raise ParseError(message, mark.index if mark else 0) from error


def _node(
    event: yaml.Event, events: Iterator[yaml.Event], source: Source, level: int
) -> Node | None:
    if level > DEEPEST:
        message = f"nests deeper than {DEEPEST} levels"
        raise ParseError(message)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event, source)
    start = index(event)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Node] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            if (item := _node(event, events, source, level + 1)) is not None:
                items.append(item)
        return Sequence(start, index(event), tuple(items))
    if isinstance(event, yaml.MappingStartEvent):
        pairs: list[Pair] = []
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = _node(event, events, source, level + 1)
            value = _node(next(events), events, source, level + 1)
            if isinstance(key, Scalar):
                pairs.append(Pair(key, value))
        return Mapping(start, index(event), tuple(pairs))
    return None


def index(event: yaml.Event, *, end: bool = False) -> int:
    """Return the byte at which an event starts or ends."""
    mark = event.end_mark if end else event.start_mark
    return int(mark.index) if mark else 0


def _scalar(event: yaml.ScalarEvent, source: Source) -> Scalar | None:
    start, end = index(event), index(event, end=True)
    if start == end and not event.value:
        return None
    if event.style in ("'", '"'):
        return Scalar(start + 1, end - 1, source.text[start + 1 : end - 1], quoted=True)
    if event.style in ("|", ">"):
        below = source.text.find("\n", start, end)
        start = below + 1 if below >= 0 else end
        return Scalar(start, end, source.text[start:end], block=True)
    text = source.text[start:end]
    return Scalar(start, start + len(text.rstrip()), text.rstrip())

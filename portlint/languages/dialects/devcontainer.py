"""Development containers: which ports they hand on, and from which Compose files they start.

https://containers.dev/implementors/json_reference/
"""

import re
from collections.abc import Iterator

from portlint.core import DevContainer, Fact, Forwarded
from portlint.syntax import Source
from portlint.syntax.documents import Mapping, Node, Scalar, Sequence
from portlint.syntax.source import readable

ENTRY = re.compile(r"(?:(?P<host>[A-Za-z][\w.-]*):|(?:[\d.]+:)??\d+:)?(?P<port>\d{1,5})\Z")
"""`3000`, `db:5432`, and Docker's own `8000:8001`, whose last part is the container's."""

HIGHEST = 65535


def devcontainer(source: Source, root: Node | None) -> Iterator[Fact]:
    """Yield what a file hands on; nothing where it names no port."""
    if not isinstance(root, Mapping):
        return
    attributes = root.get("portsAttributes")
    labels = dict(_labels(attributes))
    found = [
        one
        for key in ("forwardPorts", "appPort")
        for one in _forwarded(source, root.get(key), labels)
    ]
    known = {one.port for one in found}
    keys = [pair.key for pair in attributes.pairs] if isinstance(attributes, Mapping) else []
    for key in keys:
        found += [one for one in _forwarded(source, key, labels) if one.port not in known]
    if found:
        files = [readable(one.text) for one in _scalars(root.get("dockerComposeFile"))]
        service = readable(root.text("service"))
        yield DevContainer(source.place(0, 0), tuple(files), service, tuple(found))


def _labels(attributes: Node | None) -> Iterator[tuple[str, str]]:
    for pair in attributes.pairs if isinstance(attributes, Mapping) else ():
        if isinstance(pair.value, Mapping):
            yield pair.key.text, readable(pair.value.text("label"))


def _forwarded(source: Source, node: Node | None, labels: dict[str, str]) -> Iterator[Forwarded]:
    for one in _scalars(node):
        match = ENTRY.match(one.text)
        if match and 0 < int(match["port"]) <= HIGHEST:
            start = one.start + match.start("port")
            place = source.place(start, start + len(match["port"]))
            label = labels.get(one.text, "")
            yield Forwarded(place, int(match["port"]), readable(match["host"] or ""), label)


def _scalars(node: Node | None) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    return (
        [one for one in node.items if isinstance(one, Scalar)]
        if isinstance(node, Sequence)
        else []
    )

"""Kubernetes objects, and those of its neighbours that are written the same way."""

from collections.abc import Iterator

from portlint.core import DeclaredService, Fact, Role
from portlint.syntax.documents import Mapping, Node
from portlint.syntax.settings import Reading, Trail, read_node

ASKED = frozenset(
    "livenessProbe readinessProbe startupProbe httpGet tcpSocket grpc backend destination "
    "lifecycle".split()
)
"""Keys under which a port is one that something connects to."""

SERVED = frozenset("Service NetworkPolicy AuthorizationPolicy CiliumNetworkPolicy Sidecar".split())
"""Kinds whose ports are those of the containers behind them."""


def recognise(root: Node) -> bool:
    """Tell whether a document is a Kubernetes object."""
    return isinstance(root, Mapping) and {"apiVersion", "kind"} <= root.keys()


def read(reading: Reading, root: Mapping) -> Iterator[Fact]:
    """Yield every port of an object."""
    kind = root.text("kind")
    metadata = root.get("metadata")
    name = metadata.text("name") if isinstance(metadata, Mapping) else ""
    if name:
        place = reading.source.place(root.start, root.start)
        yield DeclaredService(place, name, reading.format)

    def judge(trail: Trail, role: Role) -> Role:
        if role is not Role.DECLARE or "env" in trail.keys:
            return role
        if not ASKED.isdisjoint(trail.keys):
            return Role.CONNECT
        return Role.CONTAINER if kind in SERVED else role

    own = Reading(reading.source, reading.format, name, judge)
    yield from read_node(own, root, Trail())

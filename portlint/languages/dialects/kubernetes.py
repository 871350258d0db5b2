"""Kubernetes objects, and those of its neighbours that are written the same way."""

from collections.abc import Iterator

from portlint.core import DeclaredService, Fact, Role
from portlint.syntax.documents import Mapping, Node, Sequence
from portlint.syntax.settings import Reading, Trail, read_node

ASKED = frozenset(
    "livenessProbe readinessProbe startupProbe httpGet tcpSocket grpc backend destination "
    "lifecycle".split()
)
"""Keys under which a port is one that something connects to."""

SERVED = frozenset("Service NetworkPolicy AuthorizationPolicy CiliumNetworkPolicy Sidecar".split())
"""Kinds whose ports are those of the containers behind them."""

WORKLOADS = frozenset(
    "Pod Deployment StatefulSet DaemonSet ReplicaSet ReplicationController Job CronJob Rollout "
    "DeploymentConfig".split()
)
ROUTES = frozenset("Service Ingress HTTPRoute GRPCRoute TCPRoute TLSRoute".split())
MARKING = frozenset("LabelTransformer AnnotationsTransformer".split())
"""Kinds of kustomize's that give objects marks alone, which is worth knowing of a transformer."""

DEPLOYED = WORKLOADS | ROUTES | MARKING
"""Kinds that say who listens, and who is called."""

CONFIGURED = frozenset("ConfigMap Secret".split())
LONGEST = 1_000_000
"""Bytes of an object that is kept whole."""

LONGEST_VALUES = 65_536
"""Bytes of what configures: beyond it stands a dashboard or a bundle, and no address."""


def recognise(root: Node) -> bool:
    """Tell whether a document is a Kubernetes object."""
    return isinstance(root, Mapping) and {"apiVersion", "kind"} <= root.keys()


def deploys(root: Mapping) -> bool:
    """Tell whether an object bears on who reaches whom, and is of a size that is kept."""
    kind, size = root.text("kind"), root.end - root.start
    if kind.removesuffix("List") in CONFIGURED:
        return size <= LONGEST_VALUES
    return size <= LONGEST and (kind.removesuffix("List") in DEPLOYED or _lists(root, kind))


def _lists(root: Mapping, kind: str) -> bool:
    """Tell whether an object is a list that has others of use in it."""
    items = root.get("items") if kind == "List" else None
    found = items.items if isinstance(items, Sequence) else ()
    return any(isinstance(one, Mapping) and one.text("kind") in DEPLOYED for one in found)


def read(reading: Reading, root: Mapping) -> Iterator[Fact]:
    """Yield every port of an object."""
    kind = root.text("kind")
    metadata = root.get("metadata")
    name = metadata.text("name") if isinstance(metadata, Mapping) else ""
    if name:
        place = reading.source.place(root.start, root.start)
        yield DeclaredService(place, name, reading.format, context=reading.source.context)

    def judge(trail: Trail, role: Role) -> Role:
        if role is not Role.DECLARE or "env" in trail.keys:
            return role
        if not ASKED.isdisjoint(trail.keys):
            return Role.CONNECT
        return Role.CONTAINER if kind in SERVED else role

    own = Reading(reading.source, reading.format, name, judge)
    yield from read_node(own, root, Trail())

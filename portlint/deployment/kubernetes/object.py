"""Objects of manifests: every document, and every item of a list."""

from collections.abc import Iterable, Iterator

from portlint.core import Document, Map, Text
from portlint.deployment.kubernetes.model import Object

CORE = frozenset(("",))
APPS = frozenset(("apps", "extensions"))
GROUPS = {
    "Service": CORE,
    "Pod": CORE,
    "ReplicationController": CORE,
    "ConfigMap": CORE,
    "Secret": CORE,
    "Deployment": APPS,
    "StatefulSet": APPS,
    "DaemonSet": APPS,
    "ReplicaSet": APPS,
    "Job": frozenset(("batch",)),
    "CronJob": frozenset(("batch",)),
    "Rollout": frozenset(("argoproj.io",)),
    "DeploymentConfig": frozenset(("apps.openshift.io", "")),
    "Ingress": frozenset(("networking.k8s.io", "extensions")),
    "HTTPRoute": frozenset(("gateway.networking.k8s.io",)),
    "GRPCRoute": frozenset(("gateway.networking.k8s.io",)),
    "TCPRoute": frozenset(("gateway.networking.k8s.io",)),
    "LabelTransformer": CORE,
    "AnnotationsTransformer": CORE,
    "TLSRoute": frozenset(("gateway.networking.k8s.io",)),
}
"""Kinds with the API groups that they are Kubernetes' own in: Knative has a Service too."""


def objects(documents: Iterable[Document]) -> Iterator[Object]:
    """Yield every object of a kind that is read."""
    for document in documents:
        for root, kind, version in _items(document.root):
            group = version.rpartition("/")[0]
            if group in GROUPS.get(kind, ()):
                yield _object(root, kind, group)


def _items(root: Map) -> Iterator[tuple[Map, str, str]]:
    """Yield an object with its kind and version, or the items of a list of them."""
    kind, version = root.text("kind"), root.text("apiVersion")
    if kind in GROUPS or not kind.endswith("List"):
        yield root, kind, version
        return
    for item in root.items("items"):
        if isinstance(item, Map):
            own = item.text("kind") or kind.removesuffix("List")
            yield item, own, item.text("apiVersion") or version


def _object(root: Map, kind: str, group: str) -> Object:
    metadata = root.map("metadata")
    name = metadata.get("name")
    place = name.location if isinstance(name, Text) else root.location
    return Object(kind, group, metadata.text("name"), metadata.text("namespace"), place, root)

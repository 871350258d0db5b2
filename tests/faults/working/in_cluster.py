"""Edits of Kubernetes manifests after which every call works as before."""

import re
from collections.abc import Iterator
from posixpath import dirname

import yaml

from tests.faults.cluster import Cluster
from tests.faults.fault import Working
from tests.faults.manifest import WORKLOADS, Manifest, addresses, at, containers, each, said
from tests.faults.text import Change, edited, line_of
from tests.faults.working.mentions import Mentions

NAME = re.compile(r"[\w-]+")
KEY = re.compile(r"(?P<key>[\w./-]+):\s+[\"']?(?:\S*/)?\Z")
"""The key before a value, or before the rest of a path."""

HOST = re.compile(r"HOST|SERVER|ADDR", re.IGNORECASE)
"""Variables whose whole value is a host."""

KINDS = WORKLOADS | frozenset(
    ("Service", "ConfigMap", "Ingress", "ServiceAccount", "PersistentVolumeClaim")
)
"""Kinds of objects that name a Service in no other way than is looked for."""

APART = frozenset(
    "name app app.kubernetes.io/name app.kubernetes.io/instance image service component tier "
    "serviceAccountName run namespace k8s-app".split()
)
"""Keys whose value may be the same word as the name of a Service, and is no address."""


def in_cluster(cluster: Cluster, mentions: Mentions) -> Iterator[Working]:
    """Yield the edits of every Service of a repository's manifests."""
    for one in cluster.all:
        if one.kind == "Service" and not cluster.doubt(one, *cluster.pods(one)):
            yield from named(cluster, one)
            yield from renamed(cluster, one, mentions)


def named(cluster: Cluster, one: Manifest) -> Iterator[Working]:
    """Write the name of a container's port for its number."""
    pods = cluster.pods(one)
    held = [port for pod in pods for other in containers(pod) for port in each(other, "ports")]
    for port in each(one.node, "spec", "ports") if len(pods) == 1 else ():
        target = at(port, "targetPort")
        number = str(target.value) if target is not None else ""
        names = [said(other, "name") for other in held if said(other, "containerPort") == number]
        own = names[0] if len(names) == 1 else ""
        if own and target is not None and [said(other, "name") for other in held].count(own) == 1:
            change = cluster.instead(one, target, own)
            text = cluster.files[one.path]
            written = {one.path: edited(text, [change])}
            kind = "Kubernetes: targetPort by name"
            yield Working(kind, one.path, line_of(text, change.start), written)


def renamed(cluster: Cluster, one: Manifest, mentions: Mentions) -> Iterator[Working]:
    """Rename a Service and every address of it, where each mention is understood."""
    new, paths = f"{one.name}-main", mentioning(cluster, one, mentions)
    beside = [other for other in cluster.all if other.path in paths]
    near = {other.path for other in beside if other.folder == one.folder}
    alone = sum(other.kind == "Service" and other.name == one.name for other in beside) == 1
    if paths != near or mentions.of(new) or not alone or not NAME.fullmatch(one.name):
        return
    changes: dict[str, list[Change]] = {path: [] for path in paths}
    for other in beside:
        changes[other.path] += addressed(cluster, other, one, new)
        starts = {change.start for change in changes[other.path]}
        if not understood(cluster.files[other.path], other, one.name, starts):
            return
    written = {path: edited(cluster.files[path], some) for path, some in changes.items() if some}
    variable = f"{one.name.upper().replace('-', '_')}_SERVICE_"
    called = sum(map(len, changes.values())) > 1
    if called and not any(variable in text for text in cluster.files.values()):
        line = one.node.start_mark.line + 1
        yield Working("Kubernetes: Service renamed", one.path, line, written, ((new, one.name),))


def mentioning(cluster: Cluster, one: Manifest, mentions: Mentions) -> set[str]:
    """Return the paths of files that may mean a Service: none of a folder that has its own."""
    own = {
        other.folder for other in cluster.all if other.kind == "Service" and other.name == one.name
    }
    others = own - {one.folder}
    return {path for path in mentions.named(one.name) if dirname(path) not in others}


def addressed(cluster: Cluster, holder: Manifest, one: Manifest, new: str) -> Iterator[Change]:
    """Yield the changes of what names a Service: itself, addresses and backends."""
    name, text = one.name, cluster.files[holder.path]
    own = [at(one.node, "metadata", "name")] if holder is one else []
    for node in (*own, *backends(holder)):
        if node is not None and node.value == name:
            start = text.index(name, node.start_mark.index)
            yield Change(start, start + len(name), new)
    form = re.compile(rf"(?:(?<=//)|(?<=@)|(?<![\w./@-])){re.escape(name)}(?=[:/]|\.[\w-]+\.svc)")
    for key, node in addresses(holder):
        start, end = node.start_mark.index, node.end_mark.index
        if node.value == name and HOST.search(key):
            yield Change(text.index(name, start), text.index(name, start) + len(name), new)
        for match in form.finditer(text, start, end):
            yield Change(*match.span(), new)


def backends(holder: Manifest) -> Iterator[yaml.Node]:
    """Yield the names of the Services to which an Ingress, or a StatefulSet's names, lead."""
    for rule in each(holder.node, "spec", "rules") if holder.kind == "Ingress" else ():
        for path in each(rule, "http", "paths"):
            for keys in (("service", "name"), ("serviceName",)):
                node = at(path, "backend", *keys)
                if node is not None:
                    yield node
    node = at(holder.node, "spec", "serviceName") if holder.kind in WORKLOADS else None
    if node is not None:
        yield node


def understood(text: str, holder: Manifest, name: str, changed: set[int]) -> bool:
    """Tell whether every mention in an object is changed, or is no address of the Service."""
    if holder.kind not in KINDS:
        return False
    form = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    start, end = holder.node.start_mark.index, holder.node.end_mark.index
    for match in form.finditer(text, start, end):
        begun = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        key = KEY.search(begun)
        plain = begun.lstrip().startswith("#") or (key and key["key"] in APART)
        if match.start() not in changed and not plain:
            return False
    return True

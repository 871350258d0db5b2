"""Ways to break a port, a name or a selector of Kubernetes manifests.

A name of a port, a selector and a Service's port are looked up in manifests, so that they are
always decided; a number of a pod is where documentation lists every port of its images, since
`containerPort` is optional. What a patch of a kustomization names may be changed by it.
"""

import re
from collections.abc import Iterator

from tests.faults.cluster import Cluster, headless
from tests.faults.fault import Fault
from tests.faults.kinds.called import called
from tests.faults.manifest import (
    WORKLOADS,
    Manifest,
    addresses,
    at,
    containers,
    each,
    labels,
    said,
    selector,
    texts,
)
from tests.faults.pods import unheard
from tests.faults.standing import OUTSIDE
from tests.faults.text import misspelt

PROBES = ("readinessProbe", "livenessProbe", "startupProbe")


def in_cluster(cluster: Cluster) -> Iterator[Fault]:
    """Yield every fault of every manifest of a repository."""
    for one in cluster.all:
        if one.kind == "Service" and (pods := cluster.pods(one)):
            yield from led_astray(cluster, one, pods)
            yield from moved(cluster, one)
            yield from selecting(cluster, one, pods)
        elif one.kind in WORKLOADS:
            yield from probed(cluster, one)
            yield from renamed(cluster, one)
        elif one.kind == "Ingress":
            yield from entered(cluster, one)
        if one.kind in WORKLOADS or one.kind == "ConfigMap":
            yield from called(cluster, one)


def led_astray(cluster: Cluster, one: Manifest, pods: list[Manifest]) -> Iterator[Fault]:
    """Let a Service lead to a port that its pods do not have."""
    doubt = headless(one) or cluster.doubt(one, *pods)
    for port in each(one.node, "spec", "ports"):
        target = at(port, "targetPort")
        if target is not None and str(target.value).isdigit():
            if said(port, "protocol") == "UDP":
                continue
            right, wrong = int(target.value), int(target.value) + 1
            why = doubt or unheard(cluster, pods, right, wrong)
            change = cluster.instead(one, target, str(wrong))
            yield cluster.broken("targetPort moved", one, change, why, one, *pods)
        elif target is not None and any(target.value in names(pod) for pod in pods):
            change = cluster.instead(one, target, f"{target.value}x")
            yield cluster.broken("targetPort renamed", one, change, doubt, one, *pods)


def names(pod: Manifest) -> set[str]:
    """Return the names of the ports of a pod's containers."""
    ports = (port for one in containers(pod) for port in each(one, "ports"))
    return {said(port, "name") for port in ports} - {""}


def moved(cluster: Cluster, one: Manifest) -> Iterator[Fault]:
    """Move a Service's own port, and leave its callers as they are."""
    if headless(one):
        return
    ports = each(one.node, "spec", "ports")
    for port in ports:
        own = at(port, "port")
        if own is None or not str(own.value).isdigit():
            continue
        asked = [
            other
            for other in cluster.beside(one)
            if asks(other, one.name, own.value) and cluster.services(other).get(one.name) is one
        ]
        wrong = str(int(own.value) + 1)
        others = [said(other, "port") for other in ports if other is not port]
        if asked and not {own.value, wrong} & {*others}:
            change = cluster.instead(one, own, wrong)
            why = cluster.doubt(one, *asked)
            yield cluster.broken("Service port moved", one, change, why, one, *asked)


def asks(one: Manifest, name: str, port: str) -> bool:
    """Tell whether an object calls a Service by its port."""
    form = re.compile(rf"(?<![\w.-]){re.escape(name)}(?:\.[\w.-]+)?:{port}(?!\d)")
    held = (node.value for key, node in addresses(one) if not OUTSIDE.search(key))
    return any(map(form.search, held))


def selecting(cluster: Cluster, one: Manifest, pods: list[Manifest]) -> Iterator[Fault]:
    """Let a Service select no pod."""
    doubt = cluster.doubt(one, *pods)
    for key, node in texts(one.node, "spec", "selector"):
        wrong = misspelt(node.value)
        wanted = (selector(one) - {(key, node.value)}) | {(key, wrong)}
        matched = any(other.kind in WORKLOADS and wanted <= labels(other) for other in cluster.all)
        if wrong != node.value and not matched:
            change = cluster.instead(one, node, wrong)
            yield cluster.broken("selector matches no pod", one, change, doubt, one)


def probed(cluster: Cluster, one: Manifest) -> Iterator[Fault]:
    """Let a probe ask for a port that its container does not have."""
    doubt = cluster.doubt(one)
    for container in containers(one):
        own = {said(port, "name") for port in each(container, "ports")}
        for probe in PROBES:
            for way in ("httpGet", "tcpSocket"):
                port = at(container, probe, way, "port")
                if port is None:
                    continue
                if port.value in own:
                    change = cluster.instead(one, port, f"{port.value}x")
                    yield cluster.broken("probe port renamed", one, change, doubt, one)
                elif str(port.value).isdigit():
                    right, wrong = int(port.value), int(port.value) + 1
                    change = cluster.instead(one, port, str(wrong))
                    why = doubt or unheard(cluster, [one], right, wrong)
                    yield cluster.broken("probe port moved", one, change, why, one)


def renamed(cluster: Cluster, one: Manifest) -> Iterator[Fault]:
    """Give a container's port another name than probes and Services ask for."""
    services = [other for other in cluster.services(one).values() if cluster.pods(other) == [one]]
    outside = {
        said(port, "targetPort")
        for other in services
        for port in each(other.node, "spec", "ports")
        if not headless(other)
    }
    why = cluster.doubt(one, *services)
    for container in containers(one):
        asked = outside | {
            said(container, probe, way, "port")
            for probe in PROBES
            for way in ("httpGet", "tcpSocket")
        }
        for port in each(container, "ports"):
            node = at(port, "name")
            if node is not None and node.value in asked:
                change = cluster.instead(one, node, f"{node.value}x")
                yield cluster.broken("container port renamed", one, change, why, one, *services)


def entered(cluster: Cluster, one: Manifest) -> Iterator[Fault]:
    """Let an Ingress lead to a port that its Service does not have."""
    services = cluster.services(one)
    paths = [
        path for rule in each(one.node, "spec", "rules") for path in each(rule, "http", "paths")
    ]
    for path in paths:
        backend = at(path, "backend")
        name = said(backend, "service", "name") or said(backend, "serviceName")
        node = at(backend, "service", "port", "number") or at(backend, "servicePort")
        node = node or at(backend, "service", "port", "name")
        if name not in services or node is None:
            continue
        service = services[name]
        new = str(int(node.value) + 1) if node.value.isdigit() else f"{node.value}x"
        ports = each(service.node, "spec", "ports")
        if any(new in (said(p, "port"), said(p, "targetPort")) for p in ports):
            continue
        change = cluster.instead(one, node, new)
        why = cluster.doubt(one, service)
        yield cluster.broken("Ingress port changed", one, change, why, one, service)

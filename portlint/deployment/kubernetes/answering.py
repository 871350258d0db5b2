"""What a call reaches in a cluster, or why it can't: by the ports of the Service that it names."""

import re
from collections.abc import Iterator

from portlint.core import Related
from portlint.deployment import model
from portlint.deployment.answer import Answer, Cause
from portlint.deployment.corroboration import named_after
from portlint.deployment.heard import LOOPBACK
from portlint.deployment.kubernetes.call import Call
from portlint.deployment.kubernetes.cluster import Cluster
from portlint.deployment.kubernetes.headless import Elsewhere, direct
from portlint.deployment.kubernetes.listening import may_listen
from portlint.deployment.kubernetes.misspelling import alike, slipped
from portlint.deployment.kubernetes.model import Service, ServicePort, Workload
from portlint.deployment.viewpoint import Viewpoint

HOST = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9-]*)"
    r"(?:\.(?P<namespace>[a-z0-9][a-z0-9-]*)(?P<whole>\.svc(?:\.[a-z0-9.-]+)?)?)?\.?\Z"
)
"""`web`, `web.shop`, `web.shop.svc`, `web.shop.svc.cluster.local`."""

SHOWN = 3
UNANSWERED = "no answer (ETIMEDOUT, or ECONNREFUSED, by the cluster's network)"
"""What becomes of a connection to a Service's address and a port that it does not have."""

READ_INSIDE = frozenset((Viewpoint.CONTAINER, Viewpoint.PEOPLE))


def answers(cluster: Cluster, call: Call, elsewhere: Elsewhere) -> tuple[Answer, ...]:
    """Return what is wrong with a call; one Answer without a cause where nothing is."""
    return tuple(_answers(cluster, call, elsewhere)) or (Answer(call.reference),)


def _answers(cluster: Cluster, call: Call, elsewhere: Elsewhere) -> Iterator[Answer]:
    one = call.reference
    if one.port is None or not one.stated or one.viewpoint not in READ_INSIDE:
        return
    if one.host.lower() in LOOPBACK:
        yield from _on_loopback(cluster, call, one.port)
        return
    match = HOST.match(one.host)
    if match is None or call.workload.host_network or one.host in call.workload.told:
        return
    found = call.workload.object
    namespace = match["namespace"] or found.namespace
    services = cluster.services_of(found.path, match["name"], namespace)
    if match["namespace"]:
        services = tuple(each for each in services if _within(each, match))
    if services and all(each.headless for each in services):
        yield from direct(cluster, call.reference, services, elsewhere)
    elif services:
        yield from _asked(cluster, call, services, one.port)
    elif not match["namespace"]:
        yield from _unknown(cluster, call, match["name"])
    else:
        yield from _elsewhere(cluster, call, match)


def _within(service: Service, match: re.Match[str]) -> bool:
    """Tell whether a Service is in the namespace that a host names; a domain may look like one."""
    return service.object.namespace == match["namespace"] or (
        not service.object.namespace and match["whole"] is not None
    )


def _asked(
    cluster: Cluster, call: Call, services: tuple[Service, ...], port: int
) -> Iterator[Answer]:
    """Judge a port of Services that a name may mean: wrong only where it is with all of them."""
    if any(_has(service, port) for service in services):
        return
    service = services[0]
    name, reference = service.object.name, call.reference
    behind = [one for one in service.ports if port in set(_behind(cluster, service, one))]
    related = tuple(
        Related(one.location, f"the Service {name} has {one.port}")
        for one in service.ports[:SHOWN]
    )
    ports = [one.port for one in (behind or service.ports) if one.port is not None]
    remedy = " or ".join(f"{reference.host}:{number}" for number in ports[:SHOWN])
    only = ports[0] if len(ports) == 1 else None
    cause = Cause.PUBLISHED_SIDE if behind else Cause.WRONG_PORT
    why = f"the Service {name} has {' and '.join(map(str, ports[:SHOWN]))} alone"
    if behind:
        why = f"{port} is what its pods listen on; the Service {name} has {ports[0]} for it"
    yield Answer(reference, cause, why, remedy, None, related, inside=only, outcome=UNANSWERED)


def _has(service: Service, port: int) -> bool:
    """Tell whether a Service answers on a port, or may: a headless one leads to any."""
    if not service.whole or service.headless or not service.ports:
        return True
    return service.type == "ExternalName" or any(one.port == port for one in service.ports)


def _behind(cluster: Cluster, service: Service, one: ServicePort) -> Iterator[int]:
    yield from cluster.numbers(one, cluster.selected(service) or ())


def _on_loopback(cluster: Cluster, call: Call, port: int) -> Iterator[Answer]:
    """Judge a port that a container asks its own pod for, where one Service has it."""
    workload, reference = call.workload, call.reference
    others = [one for one in workload.running if one is not call.container]
    if workload.host_network or not all(one.ports for one in others):
        return
    if reference.viewpoint is not Viewpoint.CONTAINER or reference.name == "command":
        return
    held = cluster.serving_at(workload.object.path, port)
    if len(held) != 1 or not _leads(cluster, held[0], workload):
        return
    service = held[0]
    known = model.Service(service.object.name, service.object.location)
    if named_after(reference, known) and not may_listen(cluster, workload, port, spoken=1):
        ports = [one for one in service.ports if port in {one.port, one.target.number}]
        why = f"the Service {service.object.name} has {port}"
        remedy = f"{service.object.name}:{ports[0].port}"
        related = (Related(ports[0].location, f"{port} is of {service.object.name}"),)
        yield Answer(reference, Cause.LOOPBACK, why, remedy, None, related)


def _leads(cluster: Cluster, service: Service, workload: Workload) -> bool:
    """Tell whether a Service leads to other pods than the caller's."""
    chosen = None if service.headless else cluster.selected(service)
    return bool(chosen) and all(one.object.name != workload.object.name for one in chosen or ())


def _elsewhere(cluster: Cluster, call: Call, match: re.Match[str]) -> Iterator[Answer]:
    """Name the Service that is meant where its name, or its namespace, is misspelt.

    Only where the Service's manifest says its namespace: else any may be right.
    """
    path, name, namespace = call.workload.object.path, match["name"], match["namespace"]
    if cluster.scopes.blind(path) or cluster.scopes.renamed(path):
        return
    rest = match["whole"] or ""
    for one in cluster.services_of(path, name, ""):
        if alike(namespace, one.object.namespace):
            why = f"no namespace is called {namespace}; {name} is in {one.object.namespace}"
            remedy = f"{name}.{one.object.namespace}{rest}"
            yield Answer(call.reference, Cause.UNKNOWN_HOST, why, remedy)
            return
    near = _near(cluster, call, name)
    meant = cluster.services_of(path, near, namespace) if near else ()
    if any(one.object.namespace == namespace for one in meant):
        why = f"no Service of {namespace} has that name"
        yield Answer(call.reference, Cause.UNKNOWN_HOST, why, f"{near}.{namespace}{rest}")


def _unknown(cluster: Cluster, call: Call, name: str) -> Iterator[Answer]:
    """Name the Service that a misspelt name means; a name from elsewhere is like none here."""
    path = call.workload.object.path
    if cluster.scopes.blind(path) or cluster.scopes.renamed(path):
        return
    near = _near(cluster, call, name)
    if near:
        why = "no Service has that name"
        yield Answer(call.reference, Cause.UNKNOWN_HOST, why, near)


def _near(cluster: Cluster, call: Call, name: str) -> str:
    """Return the Service that a name is misspelt for, empty where none is a slip away.

    An operator makes Services that no manifest has, with names like those that have one:
    `prometheus-operated`, beside `prometheus-operator`. One whose number is doubled (`web-11`) is
    meant where it has the port as well.
    """
    path, port = call.workload.object.path, call.reference.port
    for one in cluster.names_beside(path):
        if alike(name, one):
            return one
        known = cluster.services_of(path, one, "") if slipped(name, one) else ()
        if any(each.port == port for service in known for each in service.ports):
            return one
    return ""

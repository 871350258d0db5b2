"""Calls to a headless Service, which reach its pods themselves, on whichever port is called."""

from collections.abc import Callable, Iterator

from portlint.core import Related
from portlint.deployment.answer import Answer, Cause
from portlint.deployment.kubernetes.cluster import Cluster
from portlint.deployment.kubernetes.model import Container, Service, Workload
from portlint.deployment.reference import Reference

Elsewhere = Callable[[Workload, Container, int], str]
"""Gives a clause on where a container listens, empty where it may be on a port."""

SHOWN = 3


def direct(
    cluster: Cluster, call: Reference, services: tuple[Service, ...], elsewhere: Elsewhere
) -> Iterator[Answer]:
    """Judge a port that is called of pods: wrong where none of them listens on it."""
    clauses = [_clause(cluster, one, call.port or 0, elsewhere) for one in services]
    ports = sorted(
        {
            number
            for one in services
            for port in one.ports
            for number in cluster.numbers(port, cluster.selected(one) or ())
        }
    )
    if not all(clauses) or not ports or call.port in ports:
        return
    remedy = " or ".join(f"{call.host}:{number}" for number in ports[:SHOWN])
    related = tuple(Related(one.object.location, "leads to its pods") for one in services[:SHOWN])
    only = ports[0] if len(ports) == 1 else None
    yield Answer(call, Cause.WRONG_PORT, clauses[0], remedy, None, related, inside=only)


def _clause(cluster: Cluster, service: Service, port: int, elsewhere: Elsewhere) -> str:
    """Say where all pods of a Service listen, empty where one of them may be on a port."""
    selected = cluster.selected(service) or ()
    found = [elsewhere(one, each, port) for one in selected for each in one.running]
    return found[0] if service.whole and found and all(found) else ""

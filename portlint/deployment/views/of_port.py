"""Everything that has to do with one port: who owns, publishes, listens on and calls it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from portlint.core import Project, Registry
from portlint.core.judgement import runs
from portlint.deployment.connections import connections
from portlint.deployment.kubernetes import Cluster, cluster_of
from portlint.deployment.views.arrival import Arrival, arrivals
from portlint.deployment.views.claim import Claim
from portlint.deployment.views.reached import in_use, is_own
from portlint.deployment.world import World


@dataclass(frozen=True, slots=True)
class PortView:
    """One port, as the registry, the host, the containers and their callers see it."""

    port: int
    owners: tuple[Claim, ...] = ()
    published: tuple[Claim, ...] = ()
    listening: tuple[Claim, ...] = ()
    calls: tuple[Arrival, ...] = ()


def of_port(project: Project, port: int, *, everything: bool = False) -> PortView:
    """Return who owns, publishes and listens on a port, and how each call to it ends.

    What stands in backups, tests and templates has no part in it, unless `everything` is asked.
    """
    world, cluster = connections(project).world, cluster_of(project)
    if not everything:
        world = in_use(world)
    return PortView(
        port,
        tuple(_owners(project.registry, port)),
        _once(_published(world, cluster, port)),
        _once(chain(_listening(world, port), _opened(cluster, port))),
        tuple(
            one
            for one in arrivals(project)
            if one.port == port and (everything or runs(one.location.path))
        ),
    )


def _once(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Leave out what several stacks take from one place."""
    kept = {(one.location, one.service, one.clause): one for one in claims}
    return tuple(sorted(kept.values(), key=lambda one: one.location))


def _owners(registry: Registry | None, port: int) -> Iterator[Claim]:
    for service, entry in registry.owners(port) if registry else ():
        side = "on the host" if entry.host == port else "in its container"
        if entry.host == entry.container and service.container:
            side = "on the host and in its container"
        stack = service.stack.name if service.stack else ""
        clause = f"{side}, {service.owner}" if service.owner else side
        yield Claim(service.name, stack, clause, entry.location)


def _published(world: World, cluster: Cluster, port: int) -> Iterator[Claim]:
    for town in world.towns:
        for service, one in town.published.get(port, ()):
            address = one.host_ip or "every address"
            inside = one.behind(port)
            clause = f"on {address} of the host, leads to {inside}/{one.transport} inside"
            yield Claim(service.name, town.stack.name, clause, one.location)
    for service_ in cluster.services:
        for each in service_.ports:
            if each.node_port and each.node_port.number == port:
                clause = f"on every node, leads to {each.target.text}"
                yield Claim(service_.object.name, "", clause, each.node_port.location)


def _listening(world: World, port: int) -> Iterator[Claim]:
    for town in world.towns:
        for service in town.stack.services.values():
            heard, stack = town.heard[service.name], town.stack.name
            found = heard.ports.get(port)
            if found and is_own(service, found):
                yield Claim(service.name, stack, found.clause, found.location)
            if found := heard.local.get(port):
                clause = f"{found.clause}, for its own container alone"
                yield Claim(service.name, stack, clause, found.location)


def _opened(cluster: Cluster, port: int) -> Iterator[Claim]:
    for workload in cluster.workloads:
        for container in workload.running:
            for one in container.ports:
                if one.port == port:
                    clause = f"its container {container.name} opens it"
                    yield Claim(workload.object.name, "", clause, one.location)
    for each in cluster.services:
        for opened in each.ports:
            if opened.port == port:
                clause = f"the Service has it, and leads to {opened.target.text}"
                yield Claim(each.object.name, "", clause, opened.location)

"""One service: its three addresses, who calls it, and whom it calls."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portlint.core import Location, Project
from portlint.core import Service as Registered
from portlint.core.judgement import runs
from portlint.deployment.connections import connections
from portlint.deployment.kubernetes import Cluster, cluster_of
from portlint.deployment.kubernetes import Service as Balanced
from portlint.deployment.model import Service
from portlint.deployment.views.address import Address, balanced, deployed, registered
from portlint.deployment.views.arrival import Arrival, arrivals
from portlint.deployment.views.claim import Claim
from portlint.deployment.views.reached import in_use
from portlint.deployment.world import Town, World


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service as registry and deployment have it; `declared` is where it is deployed."""

    name: str
    registered: Registered | None = None
    declared: tuple[Claim, ...] = ()
    addresses: tuple[Address, ...] = ()
    callers: tuple[Arrival, ...] = ()
    calls: tuple[Arrival, ...] = ()


def of_service(project: Project, name: str) -> ServiceView | None:
    """Return what is known of a service, by any of its names; None where nobody has the name.

    What backups, tests and templates say of it counts only where nothing else speaks of it.
    """
    known = project.registry.named(name) if project.registry else None
    world, cluster = connections(project).world, cluster_of(project)
    names = {one.lower() for one in (name, *(known.names if known else ()))}
    housed = list(_housed(in_use(world), names)) or list(_housed(world, names))
    services = [one for one in cluster.services if one.object.name in names]
    pods = {one.object.location for one in cluster.workloads if one.object.name in names}
    if known is None and not housed and not services and not pods:
        return None
    places = {service.location for _, service in housed}
    places |= {one.object.location for one in services}
    if known:
        places.add(known.location)
    every = arrivals(project)
    return ServiceView(
        known.name if known else name,
        known,
        _once(_declared(housed, services)),
        _distinct([*(registered(known) if known else ()), *_found(cluster, housed, services)]),
        tuple(one for one in every if one.declared in places and runs(one.location.path)),
        tuple(one for one in every if _makes(one, places, pods, names)),
    )


def names_of(project: Project) -> frozenset[str]:
    """Return every name that may be asked for."""
    world, cluster = connections(project).world, cluster_of(project)
    return frozenset(
        (
            *(project.registry.by_name if project.registry else ()),
            *(name for town in world.towns for name in town.stack.services),
            *(one.object.name for one in cluster.services),
            *(one.object.name for one in cluster.workloads),
        )
    )


def _makes(one: Arrival, places: set[Location], pods: set[Location], names: set[str]) -> bool:
    """Tell whether a call is a service's own; a pod's container is declared inside its object."""
    if one.reader in places:
        return True
    within = any(one.reader and one.reader.path == place.path for place in pods)
    return within and one.caller.lower() in names


def _housed(world: World, names: set[str]) -> Iterator[tuple[Town, Service]]:
    for town in world.towns:
        for service in town.stack.services.values():
            if names & {each.lower() for each in service.names}:
                yield town, service


def _declared(
    housed: Iterable[tuple[Town, Service]], services: Iterable[Balanced]
) -> Iterator[Claim]:
    for town, service in housed:
        image = service.image.text if service.image else ""
        built = f"built from {service.build.context or '.'}" if service.build else ""
        clause = f"runs {image}" if image else built or "declared"
        yield Claim(service.name, town.stack.name, clause, service.location)
    for one in services:
        yield Claim(one.object.name, "", "a Service of Kubernetes", one.object.location)


def _once(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple({one.location: one for one in claims}.values())


def _found(
    cluster: Cluster, housed: Iterable[tuple[Town, Service]], services: Iterable[Balanced]
) -> Iterator[Address]:
    for town, service in housed:
        yield from deployed(town, service)
    for one in services:
        yield from balanced(cluster, one)


def _distinct(addresses: Iterable[Address]) -> tuple[Address, ...]:
    """Leave out what several stacks, or several mentions, say alike."""
    kept: dict[tuple[object, ...], Address] = {}
    for one in addresses:
        kept.setdefault((one.viewpoint, one.text, one.source), one)
    return tuple(kept.values())

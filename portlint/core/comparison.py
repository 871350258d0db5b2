"""Hold what the repository deploys against the registry, side by side."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from portlint.core.differences import (
    Difference,
    configured,
    contained,
    listening,
    published,
    unpublished,
)
from portlint.core.facts import DeclaredService, PortMapping, PortUse, Role
from portlint.core.homes import Homes, sides, variable
from portlint.core.judgement import deployed, live
from portlint.core.registry import Exposure, Port, Registry, Service
from portlint.core.rule import Project

LONGEST = 100
"""Ports of a range that are looked at."""


@dataclass(frozen=True, slots=True)
class Known:
    """A registered service that a deployment file declares."""

    declared: DeclaredService
    service: Service


Declared = dict[tuple[str, str], Known]
Digits = dict[tuple[str, int, int], PortUse]
"""Published ports by path, 1-based line and number."""


def differences(project: Project, registry: Registry) -> Iterator[Difference]:
    """Yield every difference: of mappings, of variables, of images and of workloads."""
    uses = list(live(project))
    declared = _declared(project, registry)
    yield from _mapped(project, declared, uses)
    yield from _unpublished(declared, uses)
    yield from _configured(registry, uses)
    yield from _opened(registry, uses)


def _declared(project: Project, registry: Registry) -> Declared:
    """Return what is declared and registered, by path and declared name."""
    found = {}
    for one in deployed(project, DeclaredService):
        names = (one.name, *one.aliases)
        service = next((own for name in names if (own := registry.named(name))), None)
        if service and service.ports:
            found[one.location.path, one.name] = Known(one, service)
    return found


def _mapped(project: Project, declared: Declared, uses: list[PortUse]) -> Iterator[Difference]:
    """Compare published ports with the host's side, their targets with the container's.

    A file beside one that publishes the registered number is a variant of it.
    """
    digits = {
        (use.location.path, use.location.line, use.port): use
        for use in uses
        if use.role is Role.PUBLISH
    }
    known = [
        (declared[key].service, mapping)
        for mapping in deployed(project, PortMapping)
        if (key := (mapping.location.path, mapping.service)) in declared
    ]
    right = {
        (service.name, _folder(mapping.location.path), _meant(port, mapping))
        for service, mapping in known
        for port in service.ports
        if port.host in _spanned(mapping.published)
    }
    for service, mapping in known:
        entries = [port for port in service.ports if port.transport == mapping.transport]
        same = [port for port in entries if port.container in _spanned(mapping.target)]
        if len(entries) == 1 and not same:
            found = mapping.target[0]
            saying = f"listens on {found} in its container"
            yield listening(mapping.location, service, entries[0], found, saying)
        variants = {
            (service.name, _folder(mapping.location.path), target)
            for target in (None, *_spanned(mapping.target))
        }
        if right.isdisjoint(variants):
            yield from _moved(service, mapping, digits)


def _meant(port: Port, mapping: PortMapping) -> int | None:
    """Return the container's side that a mapping gets right; None where that is not known."""
    return port.container if port.container in _spanned(mapping.target) else None


def _moved(service: Service, mapping: PortMapping, digits: Digits) -> Iterator[Difference]:
    entries = [
        port
        for port in service.ports
        if port.host is not None
        and port.transport == mapping.transport
        and (port.container in _spanned(mapping.target) or port.container == port.host)
    ]
    unpublished = any(
        port.host is None
        and port.transport == mapping.transport
        and port.container in _spanned(mapping.target)
        for port in service.ports
    )
    span = _spanned(mapping.published)
    if span and entries and not unpublished and not span & {port.host for port in entries}:
        place = mapping.location
        written = digits.get((place.path, place.line, min(span)))
        yield published(place, service, entries[0], min(span), written)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _spanned(span: tuple[int, int] | None) -> frozenset[int]:
    return frozenset(range(span[0], min(span[1], span[0] + LONGEST) + 1)) if span else frozenset()


def _unpublished(declared: Declared, uses: list[PortUse]) -> Iterator[Difference]:
    """Find services whose registered port no file publishes, though it should reach the host."""
    taken = {use.port for use in uses if use.role is Role.PUBLISH}
    groups: dict[str, list[Known]] = defaultdict(list)
    for one in declared.values():
        groups[one.service.name].append(one)
    for group in groups.values():
        service = group[0].service
        direct = [port for port in service.ports if port.exposure is Exposure.DIRECT and port.host]
        hidden = not any(one.declared.publishes for one in group)
        if hidden and direct and not service.external:
            place = min(one.declared.location for one in group)
            if not taken & {port.host for port in direct}:
                worded = unpublished if service.container else contained
                yield worded(place, service, direct[0])


def _configured(registry: Registry, uses: list[PortUse]) -> Iterator[Difference]:
    """Compare environment files' `NAME_PORT` with both sides of NAME's port."""
    owners = {variable(one): one for one in registry.services if len(one.ports) == 1}
    for use in uses:
        service = owners.get(use.name) if use.format == "env" else None
        if service and use.role is Role.DECLARE and use.port not in sides(service):
            yield configured(use, service, service.ports[0])


def _opened(registry: Registry, uses: list[PortUse]) -> Iterator[Difference]:
    """Compare what an image of the service's folder, or its workload, opens in its container."""
    homes = Homes(registry)
    opened: dict[tuple[str, str], list[PortUse]] = defaultdict(list)
    for use in uses:
        if use.role is not Role.CONTAINER:
            continue
        image = homes.of(use.location.path) if use.format == "dockerfile" else None
        workload = use.format == "kubernetes" and use.name.endswith("containerPort")
        service = image or (registry.named(use.service) if workload else None)
        if service and len(service.ports) == 1 and service.container:
            opened[service.name, use.location.path].append(use)
    for (name, _), found in opened.items():
        service, first = registry.by_name[name], found[0]
        entry = service.ports[0]
        verb = "has an image that exposes" if first.format == "dockerfile" else "opens"
        if entry.container not in {use.port for use in found}:
            yield listening(first.location, service, entry, first.port, f"{verb} {first.port}")

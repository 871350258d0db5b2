"""Ports that a development container hands on, held against what listens anywhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from posixpath import dirname

from portlint.core import Context, DevContainer, Forwarded, PortUse, Project, Registry, Role
from portlint.core.names import carries_port
from portlint.deployment.by_loopback import inside_of
from portlint.deployment.compose.variables import join
from portlint.deployment.connections import connections
from portlint.deployment.world import Town

LISTENING = frozenset((Role.LISTEN, Role.CONTAINER, Role.PUBLISH))
SPOKEN = frozenset((Context.DOCS, Context.COMMENT))
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Idle:
    """A port that is handed on for nobody; `right` is the one that is meant, where it is known."""

    forwarded: Forwarded
    why: str
    right: int | None = None


def idle(project: Project, registry: Registry) -> Iterator[Idle]:
    """Yield the ports that development containers hand on, and nothing listens on."""
    towns = connections(project).world.towns
    listened = _listened(project) | {
        port for town in towns for heard in town.heard.values() for port in heard.ports
    }
    for file in project.facts.of(DevContainer):
        folder = dirname(file.location.path)
        files = {join(folder, one) for one in file.compose}
        own = [town for town in towns if not files.isdisjoint(town.stack.files)]
        for one in file.forwarded:
            found = _of_service(one, own) if one.host else _of_any(one, listened, registry)
            if found:
                yield found


def _listened(project: Project) -> frozenset[int]:
    return frozenset(
        use.port
        for use in project.facts.of(PortUse)
        if use.context not in SPOKEN
        and not (use.format == "devcontainer" and use.role is not Role.LISTEN)
        and (use.role in LISTENING or (use.role is Role.DECLARE and carries_port(use.name)))
    )


def _of_any(one: Forwarded, listened: frozenset[int], registry: Registry) -> Idle | None:
    """Judge a port of the container itself."""
    if one.port in listened or registry.owners(one.port):
        return None
    owner = registry.named(one.label.lower().replace(" ", "-")) if one.label else None
    if owner is None or not owner.ports:
        return Idle(one, "no file and no service of the registry has it")
    ports = {port.host or port.container for port in owner.ports}
    numbers = sorted(port for port in ports if port)
    why = f"{owner.name} has {' and '.join(map(str, numbers[:SHOWN]))} by the registry"
    return Idle(one, why, numbers[0] if len(numbers) == 1 else None)


def _of_service(one: Forwarded, towns: Iterable[Town]) -> Idle | None:
    """Judge a port of a Compose service: wrong only where it is in every stack of the file."""
    verdicts = [_judged(one, town) for town in towns]
    return verdicts[0] if verdicts and all(verdicts) else None


def _judged(one: Forwarded, town: Town) -> Idle | None:
    named = [service for service, _ in town.names.get(one.host.lower(), ())]
    if not named:
        why = f"no service of {town.stack.name} has the name {one.host}"
        return Idle(one, why) if town.stack.complete else None
    service = named[0]
    heard = town.heard[service.name]
    if one.port in heard.ports:
        return None
    inside = inside_of(service, one.port)
    if inside != one.port:
        why = f"{service.name} listens on {inside}, and {one.port} is where the host finds it"
        return Idle(one, why, inside)
    if not heard.certain or not heard.proven:
        return None
    ports = heard.proven[:SHOWN]
    why = f"{service.name} listens on {' and '.join(map(str, ports))}"
    return Idle(one, why, ports[0] if len(ports) == 1 else None)

"""A call to localhost, inside a container: who was meant, since the container itself is not."""

from collections.abc import Iterator

from portlint.core import Registry, Related, Severity
from portlint.core.tables import image_ports
from portlint.deployment.answer import Answer, Cause, declared
from portlint.deployment.corroboration import depends, is_dialled, is_read_inside, named_after
from portlint.deployment.model import Service
from portlint.deployment.reference import Reference
from portlint.deployment.viewpoint import WEB, Viewpoint
from portlint.deployment.world import Peer, Town


def on_loopback(town: Town, reference: Reference, registry: Registry | None) -> Iterator[Answer]:
    """Judge a port that a container asks itself for: wrong only where somebody else has it."""
    port, service = reference.port, reference.service
    if port is None or not reference.stated or reference.viewpoint is not Viewpoint.CONTAINER:
        return
    own = town.heard[service.name]
    if port in own.ports or port in own.local:
        yield Answer(reference, peer=Peer(town.stack, service, own))
        return
    inside = {one.name for one in town.namespaces[service.name]}
    if reference.satellite and len(inside) > 1:
        return
    holders = [one for one in town.holders.get(port, ()) if one.name not in inside]
    yield from _held(town, reference, holders, registry)
    published = list(_published_by_itself(town, reference))
    yield from published
    if reference.satellite and not holders and not published and _plain(reference):
        why = f"nothing but {reference.satellite} runs here, and it does not listen on {port}"
        yield Answer(reference, Cause.LOOPBACK, why, related=declared(service))
    if not holders and registry and not reference.handed:
        yield from _registered(reference, port, registry)


def _held(
    town: Town, reference: Reference, holders: list[Service], registry: Registry | None
) -> Iterator[Answer]:
    """Name the service of the same stack that is meant, where two facts agree on it."""
    own = town.heard[reference.service.name]
    for other in sorted(holders, key=lambda one: not named_after(reference, one)):
        waits = depends(town.stack, reference.service, other)
        tied = waits or named_after(reference, other)
        alone = len(holders) == 1 and is_dialled(reference, own.certain)
        proven = bool(reference.satellite) or alone
        if not proven and not (tied and is_read_inside(reference, other)):
            continue
        inside = inside_of(other, reference.port or 0)
        sure = waits or (registry is not None and registry.named(other.name) is not None)
        networks = ", ".join(one.name for one in other.networks)
        within = f" in network `{networks}`" if networks not in ("", "default") else ""
        yield Answer(
            reference, Cause.LOOPBACK, f"`{other.name}` listens on {inside}{within}",
            f"{other.name}:{inside}", Peer(town.stack, other, town.heard[other.name]),
            _evidence(town, other, inside), Severity.ERROR if sure else None, inside,
        )  # fmt: skip
        return


def _plain(reference: Reference) -> bool:
    """Tell whether a service runs its image's program itself, and all its own ports are known."""
    service, program = reference.service, reference.satellite
    own = image_ports(service.image.text) if service.image else ()
    if not own or not all(one.complete and not one.optional for one in own):
        return False
    spoken = service.command.words[0].text if service.command and service.command.words else ""
    started = not spoken or spoken.startswith("-") or program in spoken
    return service.build is None and service.entrypoint is None and started


def _published_by_itself(town: Town, reference: Reference) -> Iterator[Answer]:
    """Judge the published side of a container's own port, which is open on the host alone.

    A browser may well be meant by what it speaks, but not by `redis://localhost:16379`.
    """
    port = reference.port or 0
    unbrowsed = bool(reference.satellite) or reference.scheme not in WEB
    for service in town.namespaces[reference.service.name] if unbrowsed else ():
        for one in service.ports:
            if one.known and one.offers(port) and one.behind(port) != port:
                inside = one.behind(port)
                name = service.name
                why = f"{port} is open on the host alone, `{name}` listens on {inside} inside"
                related = (Related(one.location, "published here"),)
                remedy = f"localhost:{inside}"
                yield Answer(reference, Cause.LOOPBACK, why, remedy, related=related)
                return


def _registered(reference: Reference, port: int, registry: Registry) -> Iterator[Answer]:
    """Name the registered service that is meant, where nobody of the stack has its port."""
    own = registry.named(reference.service.name)
    for owner, entry in registry.owners(port):
        if owner is own:
            return
        if owner.container:
            remedy = f"{owner.name}:{entry.container}"
            why = f"`{owner.name}` has {port} by the registry, in a container of its own"
        else:
            remedy = f"host.docker.internal:{entry.host or port}"
            why = f"`{owner.name}` has {port} by the registry, and runs on the host"
        related = (Related(entry.location, f"{owner.name} is registered here"),)
        yield Answer(
            reference, Cause.LOOPBACK, why, remedy, related=related, severity=Severity.ERROR
        )
        return


def inside_of(service: Service, port: int) -> int:
    """Return the container's port for a number that may be its published side."""
    if not any(one.target[0] <= port <= one.target[1] for one in service.ports):
        for one in service.ports:
            if one.offers(port):
                return one.behind(port)
    return port


def _evidence(town: Town, service: Service, port: int) -> tuple[Related, ...]:
    found = town.heard[service.name].ports.get(port)
    return (Related(found.location, found.clause),) if found else declared(service)

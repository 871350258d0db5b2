"""A call to localhost, inside a container: who was meant, since the container itself is not."""

from collections.abc import Iterator

from portlint.core import Registry, Related, Severity
from portlint.core.tables import image_ports
from portlint.deployment.answer import Answer, Cause, declared
from portlint.deployment.corroboration import (
    depends,
    is_dialled,
    is_foreign,
    is_machines,
    is_optional,
    is_read_inside,
    named_after,
    runs_browser,
)
from portlint.deployment.errands import runs_clients
from portlint.deployment.heard import Kind
from portlint.deployment.meant import is_for_others, left_out, likely, only_inside, spoken_of
from portlint.deployment.model import Service
from portlint.deployment.reference import Reference
from portlint.deployment.viewpoint import WEB, Viewpoint
from portlint.deployment.world import Peer, Town

COMMON = frozenset((80, 443, 3000, 4000, 5000, 8000, 8080, 8081, 8443, 8888, 9000, 9090))
"""Ports that programs of any kind listen on, so that a container may well mean itself."""


def on_loopback(
    town: Town, reference: Reference, registry: Registry | None, *, shut: bool = False
) -> Iterator[Answer]:
    """Judge a port that a container asks itself for: wrong only where somebody else has it.

    `shut` says that no stack of the repository, and nothing beside them, has the port on the host.
    """
    port, service = reference.port, reference.service
    read = reference.viewpoint is Viewpoint.CONTAINER or runs_browser(service)
    read = read and (not reference.option or is_optional(reference))
    if port is None or not reference.stated or not (read or shut):
        return
    own = town.heard[service.name]
    hinted = own.kinds.get(port) == frozenset((Kind.HINT,))
    guessed = hinted and (bool(reference.satellite) or is_foreign(reference))
    heard = port in own.ports or port in own.local
    if heard and not (guessed or runs_clients(reference, own)):
        yield Answer(reference, peer=Peer(town.stack, service, own))
    elif not (reference.handed and is_for_others(town, reference)):
        yield from _not_its_own(town, reference, registry, read=read, shut=shut)


def _not_its_own(
    town: Town, reference: Reference, registry: Registry | None, *, read: bool, shut: bool
) -> Iterator[Answer]:
    """Judge a port that a container has not itself, read inside (`read`) or by whomever."""
    port = reference.port or 0
    inside = {one.name for one in town.namespaces[reference.service.name]}
    if reference.satellite and len(inside) > 1:
        return
    holders = [one for one in town.holders.get(port, ()) if one.name not in inside]
    holders = holders or [one for one in likely(town, reference) if one.name not in inside]
    lonely = shut and only_inside(town, holders, port)
    unknown = shut and not holders and not (registry and registry.owners(port))
    meant = list(_by_its_name(town, reference, unknown=unknown)) if read else []
    yield from meant
    if (read or lonely) and not meant:
        yield from _held(town, reference, holders, registry, shut=lonely)
    if read and not meant:
        yield from _otherwise(town, reference, holders, registry)


def _otherwise(
    town: Town, reference: Reference, holders: list[Service], registry: Registry | None
) -> Iterator[Answer]:
    """Say why a container cannot have a port itself, whoever of the stack has it."""
    port = reference.port or 0
    published = list(_published_by_itself(town, reference))
    yield from published
    if reference.satellite and not holders and not published and _plain(reference):
        why = f"nothing but {reference.satellite} runs here, and it does not listen on {port}"
        yield Answer(reference, Cause.LOOPBACK, why, related=declared(reference.service))
    if not holders and registry and not reference.handed:
        yield from _registered(reference, port, registry)


def _by_its_name(town: Town, reference: Reference, *, unknown: bool) -> Iterator[Answer]:
    """Name the service that is meant by what stands beside it, or by the variable's name.

    `unknown` says that nobody is known to have the port, inside or on the host.
    """
    other, why = left_out(town, reference), "is the one of its kind that the list leaves out"
    if other is None and unknown and reference.port not in COMMON:
        other, why = spoken_of(town, reference), "runs in a container of its own"
    if other is not None:
        peer = Peer(town.stack, other, town.heard[other.name])
        remedy = f"{other.name}:{reference.port}"
        yield Answer(
            reference, Cause.LOOPBACK, f"`{other.name}` {why}", remedy, peer, declared(other)
        )


def _held(
    town: Town,
    reference: Reference,
    holders: list[Service],
    registry: Registry | None,
    *,
    shut: bool,
) -> Iterator[Answer]:
    """Name the service of the same stack that is meant, where two facts agree on it."""
    own = town.heard[reference.service.name]
    for other in sorted(holders, key=lambda one: not named_after(reference, one)):
        waits = depends(town.stack, reference.service, other)
        tied = waits or named_after(reference, other)
        few = len(holders) == 1 or (is_machines(reference) and reference.port not in COMMON)
        alone = few and is_dialled(reference, own.certain)
        unread = shut and (tied or own.certain or reference.port not in COMMON)
        given = len(holders) == 1 and is_optional(reference) and reference.port not in COMMON
        proven = bool(reference.satellite) or alone or unread or given
        if not proven and not (tied and is_read_inside(reference, other)):
            continue
        port, known = reference.port or 0, town.heard[other.name].proven
        inside = port if port in known else inside_of(other, port)
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
    if not own or not all(one.complete for one in own):
        return False
    words = [one.text for one in service.command.words] if service.command else []
    told = (*service.environment, *(one.partition("=")[0] for one in words))
    if any(one.optional and one.heeds(name) for one in own for name in told):
        return False
    spoken = words[0] if words else ""
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

"""A call to the host: from a browser on it, from its own network, or through its gateway."""

from collections.abc import Iterator

from portlint.core import Related
from portlint.deployment.answer import Answer, Cause
from portlint.deployment.by_loopback import inside_of
from portlint.deployment.model import Publication, Service
from portlint.deployment.reference import Reference
from portlint.deployment.world import Peer, Town

SHOWN = 3
"""Services that a message names; of more nothing is said."""

LOCAL = ("127.", "::1", "[::1]", "localhost")


def through_gateway(
    town: Town, reference: Reference, listened: frozenset[int], *, known: bool
) -> Iterator[Answer]:
    """Judge a call to the host by the name that containers have for it."""
    service = reference.service
    if not known and reference.host.lower() not in service.told:
        why = f"{service.name} is not told that name"
        remedy = f'extra_hosts: ["{reference.host}:host-gateway"]'
        yield Answer(reference, Cause.NO_GATEWAY, why, remedy)
    elif (found := _local_only(town, reference)) is not None:
        yield found
    else:
        yield from from_outside(town, reference, listened)


def from_outside(town: Town, reference: Reference, listened: frozenset[int]) -> Iterator[Answer]:
    """Judge a port of the host: wrong where it is only one container's inside."""
    port = reference.port or 0
    if port in town.published or port in listened:
        return
    held = [(one, _offered(one, port)) for one in town.holders.get(port, ())]
    mapped = [(one, offer, offer.published[0]) for one, offer in held if offer and offer.published]
    if not 0 < len(mapped) <= SHOWN:
        return
    service, _, outside = mapped[0]
    whose = " and ".join(f"{one.name}'s" for one, _, _ in mapped)
    numbers = " and ".join(str(number) for _, _, number in mapped)
    why = f"{port} is {whose} port inside; the host has it as {numbers}"
    remedy = " or ".join(f"{reference.host}:{number}" for _, _, number in mapped)
    related = tuple(Related(offer.location, "published here") for _, offer, _ in mapped)
    peer = Peer(town.stack, service, town.heard[service.name])
    only = outside if len(mapped) == 1 else None
    yield Answer(reference, Cause.CONTAINER_SIDE, why, remedy, peer, related, inside=only)


def _local_only(town: Town, reference: Reference) -> Answer | None:
    """Judge a port that is published on 127.0.0.1 alone: containers come by another address."""
    port = reference.port or 0
    offers = town.published.get(port, ())
    if not offers or not all(one.host_ip.startswith(LOCAL) for _, one in offers):
        return None
    service, one = offers[0]
    why = f"{service.name} publishes {port} on {one.host_ip} alone, where only the host is heard"
    remedy = f"{service.name}:{inside_of(service, port)}"
    peer = Peer(town.stack, service, town.heard[service.name])
    related = (Related(one.location, "published here"),)
    return Answer(reference, Cause.CONTAINER_SIDE, why, remedy, peer, related)


def _offered(service: Service, port: int) -> Publication | None:
    """Return the one mapping through which the host offers a container's port as another."""
    found = [
        one
        for one in service.ports
        if one.published and one.known and one.target[0] == one.target[1] == port
    ]
    return found[0] if len(found) == 1 and found[0].published != found[0].target else None

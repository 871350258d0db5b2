"""A call by name, inside a network: whether the name is known there, and the port is its own."""

from collections.abc import Iterator

from portlint.core import Related, Severity
from portlint.deployment.advertising import sent_back
from portlint.deployment.answer import Answer, Cause, declared
from portlint.deployment.corroboration import depends, drives_browser
from portlint.deployment.model import Service
from portlint.deployment.reference import Reference
from portlint.deployment.unknown import unknown
from portlint.deployment.viewpoint import Viewpoint
from portlint.deployment.world import Peer, Town, World

SHOWN = 3
"""Ports that a message names."""


def by_name(world: World, town: Town, reference: Reference) -> Iterator[Answer]:
    """Judge a call to a name, from a container or a browser."""
    if reference.host.lower() in reference.service.told:
        return
    peers = world.peers(town, reference.service, reference.host)
    if not peers:
        yield from unknown(town, reference)
    elif reference.viewpoint is Viewpoint.BROWSER and drives_browser(reference.service):
        return
    elif reference.viewpoint is Viewpoint.BROWSER:
        yield _in_browser(reference, peers[0])
    else:
        yield _called(town, reference, peers)


def by_name_from_host(town: Town, reference: Reference) -> Iterator[Answer]:
    """Judge a call to a name from the host's own network, where no service has one."""
    for peer in town.peers(reference.service, reference.host.lower()):
        if peer.service.network_mode == "host":
            return
        why = f"{reference.service.name} runs in the host's network, where no service has a name"
        remedy = on_host(peer.service, reference.port)
        yield Answer(reference, Cause.NO_NETWORK, why, remedy, peer, declared(peer.service))
        return


def on_host(service: Service, port: int | None) -> str:
    """Return the address at which the host, or a browser on it, finds a container's port."""
    for one in service.ports:
        if one.published and (port is None or one.target[0] <= port <= one.target[1]):
            return f"localhost:{one.published[0] + (port or one.target[0]) - one.target[0]}"
    return f"the address at which {service.name} is published"


def _in_browser(reference: Reference, peer: Peer) -> Answer:
    inside = ", ".join(peer.shared) or "its network"
    why = f"{reference.host} is a name inside {inside}, which no browser knows"
    remedy = on_host(peer.service, reference.port)
    return Answer(reference, Cause.IN_BROWSER, why, remedy, peer, declared(peer.service))


def _called(town: Town, reference: Reference, peers: tuple[Peer, ...]) -> Answer:
    """Judge a call by name: broken only where it is with every service that the name means."""
    modes = {peer.service.network_mode.partition(":")[0] for peer in peers}
    if not modes <= {"", "host"}:
        return Answer(reference)
    reached = [peer for peer in peers if peer.reached]
    if not reached:
        return _apart(reference, peers[0])
    verdicts = [sent_back(reference, peer) or _verdict(reference, peer) for peer in reached]
    if all(one.cause is not None for one in verdicts):
        return verdicts[0]
    peer, caller = reached[0], reference.service
    itself = peer.service.name == caller.name or peer.stack is not town.stack
    waits = itself or depends(town.stack, caller, peer.service)
    if waits or depends(town.stack, peer.service, caller):
        return Answer(reference, None, "", "", peer)
    why = f"{caller.name} may start before {peer.service.name}"
    remedy = f"depends_on: [{peer.service.name}]"
    return Answer(reference, Cause.NO_DEPENDENCY, why, remedy, peer, declared(peer.service))


def _apart(reference: Reference, peer: Peer) -> Answer:
    """Say that two services have no network in common."""
    mine = ", ".join(one.name for one in reference.service.networks) or "no network"
    theirs = ", ".join(one.name for one in peer.service.networks) or "no network"
    why = f"{reference.service.name} is in {mine}, {peer.service.name} in {theirs}"
    remedy = "put both into one network"
    if peer.service.network_mode == "host":
        why = f"{peer.service.name} runs in the host's network, and has no name in {mine}"
        port = f":{reference.port}" if reference.port else ""
        remedy = f"use `host.docker.internal{port}`"
    severity = Severity.NOTE if peer.external else None
    evidence = declared(peer.service)
    return Answer(reference, Cause.NO_NETWORK, why, remedy, peer, evidence, severity)


def _verdict(reference: Reference, peer: Peer) -> Answer:
    """Judge a port of a service that is in reach."""
    port, other = reference.port, peer.service
    if port is None:
        return Answer(reference, None, "", "", peer)
    if peer.heard.certain and peer.heard.proven and peer.heard.denies(port):
        return _elsewhere(reference, peer, port)
    if port in peer.heard.ports:
        return Answer(reference, None, "", "", peer)
    if port in peer.heard.local:
        evidence = peer.heard.local[port]
        why = f"{other.name} listens on 127.0.0.1 alone"
        related = (Related(evidence.location, evidence.clause),)
        return Answer(reference, Cause.LOCAL_BIND, why, "0.0.0.0", peer, related)  # noqa: S104
    inside = _behind(other, port)
    return _outside(reference, peer, inside) if inside else Answer(reference, None, "", "", peer)


def _behind(service: Service, port: int) -> int | None:
    """Return the one port inside behind a port of the host, None where that is not sure."""
    mapped = [one for one in service.ports if one.offers(port)]
    inside = {one.behind(port) for one in mapped}
    return inside.pop() if len(inside) == 1 and all(one.known for one in mapped) else None


def _elsewhere(reference: Reference, peer: Peer, port: int) -> Answer:
    """Say where a service listens, by its mapping where the port is the host's for it."""
    inside = _behind(peer.service, port)
    return _outside(reference, peer, inside) if inside else _wrong(reference, peer)


def _outside(reference: Reference, peer: Peer, inside: int) -> Answer:
    name = peer.service.name
    place = next(one for one in peer.service.ports if one.offers(reference.port or 0)).location
    related = (Related(place, f"published here; {name} is heard on {inside} inside"),)
    why = f"{reference.port} is where the host finds it; inside, it listens on {inside}"
    remedy = f"{reference.host}:{inside}"
    return Answer(reference, Cause.PUBLISHED_SIDE, why, remedy, peer, related, inside=inside)


def _wrong(reference: Reference, peer: Peer) -> Answer:
    proven = peer.heard.proven[:SHOWN]
    found = " and ".join(map(str, proven))
    related = tuple(
        Related(one.location, one.clause) for one in (peer.heard.ports[port] for port in proven)
    )
    why = f"{peer.service.name} listens on {found}"
    remedy = " or ".join(f"{reference.host}:{port}" for port in proven)
    single = proven[0] if len(proven) == 1 else None
    return Answer(reference, Cause.WRONG_PORT, why, remedy, peer, related, inside=single)

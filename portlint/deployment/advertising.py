"""Where Kafka sends the clients of each of its listeners: what its variables or options advertise.

A client asks the address that it is given once, is told the advertised one, and calls that.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portlint.core import Location, Related
from portlint.deployment.answer import Answer, Cause
from portlint.deployment.heard import LOOPBACK
from portlint.deployment.model import Service, Words
from portlint.deployment.reference import DEFAULTS, Reference
from portlint.deployment.viewpoint import Viewpoint
from portlint.deployment.world import Peer

PREFIXES = ("KAFKA_", "KAFKA_CFG_")
"""Of the images of Apache and Confluent, and of Bitnami's."""

LISTENER = re.compile(r"(?:(?P<name>\w+)://)?(?P<host>[\w.-]*|\[::1?\]):(?P<port>\d{1,5})(?!\d)")
OPTION = re.compile(r"--(?P<side>advertise-)?kafka-addr[= ](?P<value>\S+)")
"""Redpanda's, whose listeners have names as Kafka's."""

SPOKEN = re.compile(r"kafka|bootstrap|broker", re.IGNORECASE)
WAITING = re.compile(r"wait|precondition|check|health|probe", re.IGNORECASE)
"""Variables of a program that asks whether a port is open, and speaks no Kafka."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A port on which Kafka listens, the address that it advertises for it, and who says so."""

    port: int
    host: str
    sent: int
    location: Location

    @property
    def address(self) -> str:
        """The advertised address as people write it."""
        return f"{self.host}:{self.sent}"


def listeners(service: Service) -> tuple[Listener, ...]:
    """Return the listeners of a Kafka whose advertised addresses are known, none of another."""
    pairs = [_variables(service, prefix) for prefix in PREFIXES]
    return tuple(each for bound, sent in (*pairs, _options(service)) for each in _met(bound, sent))


def sent_back(reference: Reference, peer: Peer) -> Answer | None:
    """Say that Kafka sends a caller on to the caller's own container, where it does."""
    service, name = peer.service, peer.service.name
    all_ = (
        listeners(service) if _speaks_kafka(reference) and reference.service is not service else ()
    )
    found = [one for one in all_ if one.port == reference.port]
    if len(found) != 1 or found[0].host not in LOOPBACK:
        return None
    why = f"{name} sends its clients on to {found[0].address}"
    related = (Related(found[0].location, f"{name} advertises {found[0].address}"),)
    better = [one for one in all_ if one.host.lower() in {each.lower() for each in service.names}]
    inside = better[0].port if len(better) == 1 else None
    remedy = f"use `{reference.host}:{inside}`"
    if inside is None:
        remedy = f"let {name} advertise `{reference.address}` to containers"
    return Answer(reference, Cause.SENT_BACK, why, remedy, peer, related, inside=inside)


def _speaks_kafka(reference: Reference) -> bool:
    """Tell whether a program calls Kafka as its client, and asks not only whether it is there."""
    if reference.viewpoint is not Viewpoint.CONTAINER or reference.scheme in DEFAULTS:
        return False
    spoken = SPOKEN.search(_said(reference)) and not WAITING.search(reference.name)
    return bool(spoken) and not reference.satellite


def _said(reference: Reference) -> str:
    """Return the words that tell what a caller speaks: its variable, or all of its command."""
    if reference.name != "command":
        return reference.name
    commands = filter(None, (reference.service.entrypoint, reference.service.command))
    text = " ".join(word.text for one in commands for word in one.words)
    return text if "bootstrap" in text else ""


def _variables(service: Service, prefix: str) -> tuple[Words | None, Words | None]:
    held = service.environment
    found = [held.get(f"{prefix}{name}") for name in ("LISTENERS", "ADVERTISED_LISTENERS")]
    bound, sent = (one.words if one else None for one in found)
    return bound, sent


def _options(service: Service) -> tuple[Words | None, Words | None]:
    command = service.command
    if command is None:
        return None, None
    line = " ".join(word.text for word in command.words)
    told = {match["side"] or "": match["value"] for match in OPTION.finditer(line)}
    origins = tuple(origin for word in command.words for origin in word.origins)
    bound, sent = (
        Words(told[side], command.location, told[side], origins) if side in told else None
        for side in ("", "advertise-")
    )
    return bound, sent


def _met(bound: Words | None, sent: Words | None) -> Iterator[Listener]:
    """Join what is listened on with what is advertised, by the listeners' names.

    Where nothing says where Kafka listens, the images take the advertised ports.
    """
    if sent is None or not sent.known or (bound and not bound.known):
        return
    ports = {
        one["name"]: int(one["port"]) for one in LISTENER.finditer(bound.text if bound else "")
    }
    for one in LISTENER.finditer(sent.text):
        port = ports.get(one["name"]) if bound else int(one["port"])
        if port is not None:
            yield Listener(port, one["host"], int(one["port"]), sent.location)

"""Where a program listens that is told nothing: as silence, and as proof where somebody agrees."""

import re
from collections.abc import Mapping

from portlint.deployment.heard import (
    BOUND,
    DOING,
    LOOPBACK,
    OWN_PORTS,
    Evidence,
    Heard,
    Kind,
    Told,
    bound,
)
from portlint.deployment.image.habits import habitual
from portlint.deployment.listening.sole import Sole
from portlint.deployment.model import Service

SEVERAL = re.compile(r"[;|\n]|(?<!&)&(?!&)")
"""What stands between the programs of a shell's line that run beside one another."""


def of_habit(
    service: Service, entry: Heard, scripts: Mapping[str, str], claims: frozenset[int]
) -> Told:
    """Yield the default ports of the programs that a command line names, if it gives none.

    One is where the program listens if nothing moves it and somebody claims it.
    """
    if _is_doing(entry, Kind.COMMAND):
        return
    command = service.command
    usual = list(dict.fromkeys(habitual(command, scripts))) if command else []
    place = command.location if command else service.location
    line = " ".join(one.text for one in command.words) if command else ""
    single = len(usual) == 1 and not SEVERAL.search(line)
    *before, last = line.split("&&")
    told = command is not None and bound(command) in LOOPBACK and bound(command) in last
    local = single and told and not any(BOUND.search(one) for one in before)
    moved = _is_moved(service, entry)
    for port in usual:
        clause = f"{port} is what its program listens on by default"
        sure = not moved and not local and port in claims
        kind = Kind.COMMAND if sure else Kind.HINT
        yield port, Evidence(place, clause, sure, kind, local)


def of_sole(alone: Sole, service: Service) -> Told:
    """Yield where the one server of a command line listens."""
    place = service.command.location if service.command else service.location
    clause = f"{alone.name} listens on {alone.port}"
    clause += ", as it is told" if alone.told else " by default"
    if alone.port is not None:
        yield alone.port, Evidence(place, clause, kind=Kind.COMMAND, local=alone.local)


def is_unmoved(alone: Sole, service: Service, entry: Heard) -> bool:
    """Tell whether no variable takes a server away from where its command has it."""
    return alone.told or not _is_moved(service, entry)


def _is_moved(service: Service, entry: Heard) -> bool:
    """Tell whether a variable may say where a program listens."""
    own = not OWN_PORTS.isdisjoint(service.environment)
    return own or service.open_environment or any(_is_doing(entry, kind) for kind in DOING)


def _is_doing(entry: Heard, kind: Kind) -> bool:
    return any(kind in one for one in entry.kinds.values())

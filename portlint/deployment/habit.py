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
from portlint.deployment.model import Service

SEVERAL = re.compile(r"[;|\n]|(?<!&)&(?!&)")
"""What stands between the programs of a shell's line that run beside one another."""


def of_habit(
    service: Service, entry: Heard, scripts: Mapping[str, str], claims: frozenset[int]
) -> Told:
    """Yield the default ports of the programs that a command line names, if it gives none.

    One is where the program listens if nothing moves it and somebody claims it.
    """
    doing = frozenset[Kind]().union(*entry.kinds.values()) & DOING
    if Kind.COMMAND in doing:
        return
    command = service.command
    usual = list(dict.fromkeys(habitual(command, scripts))) if command else []
    place = command.location if command else service.location
    line = " ".join(one.text for one in command.words) if command else ""
    single = len(usual) == 1 and not SEVERAL.search(line)
    *before, last = line.split("&&")
    told = command is not None and bound(command) in LOOPBACK and bound(command) in last
    local = single and told and not any(BOUND.search(one) for one in before)
    moved = doing or service.open_environment or not OWN_PORTS.isdisjoint(service.environment)
    for port in usual:
        clause = f"{port} is what its program listens on by default"
        sure = not moved and not local and port in claims
        kind = Kind.COMMAND if sure else Kind.HINT
        yield port, Evidence(place, clause, sure, kind, local)

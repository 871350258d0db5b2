"""Entries of `ports` that lead into a container, to a port on which nothing in it listens."""

from collections.abc import Iterator
from dataclasses import dataclass

from portlint.core import Location, Project, Related
from portlint.deployment.connections import connections
from portlint.deployment.heard import Heard, Kind
from portlint.deployment.model import Publication, Service
from portlint.deployment.reference import Digits
from portlint.deployment.world import Town

SAID = frozenset((Kind.MAPPED, Kind.HEALTH, Kind.HINT))
"""What does not prove that anything listens: `ports` themselves, and what only asks or hints."""

SHOWN = 3
"""Ports that a message names."""


@dataclass(frozen=True, slots=True)
class Astray:
    """A published port with where it leads, and the ports on which the service does listen.

    `location` covers the digits of the container's side, or the entry where they are not written.
    """

    location: Location
    service: Service
    port: int
    right: tuple[int, ...]
    literal: bool
    related: tuple[Related, ...]


def astray(project: Project) -> Iterator[Astray]:
    """Yield what leads to a port that is not open in any stack, once for each place."""
    digits = Digits(project.facts)
    found: dict[Location, list[Astray | None]] = {}
    for town in connections(project).world.towns:
        for service in town.stack.services.values():
            for one in service.ports:
                found.setdefault(one.location, []).append(_judged(town, service, one, digits))
    for verdicts in found.values():
        first = verdicts[0]
        if first and all(verdicts):
            yield first


def _judged(town: Town, service: Service, one: Publication, digits: Digits) -> Astray | None:
    heard, port = town.heard[service.name], one.target[0]
    single = one.known and one.transport == "tcp" and one.target[0] == one.target[1]
    right = tuple(p for p in heard.proven if heard.kinds[p] - SAID)
    if not single or service.network_mode or not right:
        return None
    if not _nobody(heard, port) or not _meant(heard, service, one, right):
        return None
    places = [use.location for use in digits.inside(one.location) if use.port == port]
    evidence = [(p, heard.ports[p]) for p in right[:SHOWN]]
    related = tuple(Related(each.location, each.clause) for _, each in evidence)
    place = places[-1] if places else one.location
    return Astray(place, service, port, right[:SHOWN], bool(places), related)


def _nobody(heard: Heard, port: int) -> bool:
    said = heard.kinds.get(port, frozenset()) - {Kind.MAPPED, Kind.HEALTH}
    return not said and port not in heard.local and port not in heard.rumours


def _meant(heard: Heard, service: Service, one: Publication, right: tuple[int, ...]) -> bool:
    """Tell whether an entry must mean a port of the service: one that no other entry leads to.

    What leads past it may be a debugger's or JMX's, which no file names: so the host's side is the
    very port that is left out, or nothing else listens and nothing else is published.
    """
    kinds = frozenset[Kind]().union(*(heard.kinds[port] for port in right)) - {Kind.MAPPED}
    if kinds.isdisjoint((Kind.IMAGE, Kind.COMMAND)) and len(kinds) == 1:
        return False
    led = {p for p in right for each in service.ports if each.target[0] <= p <= each.target[1]}
    meant = one.published is not None and one.published[0] in {*right} - led
    return meant or (heard.certain and not led)

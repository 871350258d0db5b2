"""Entries of `ports` that lead into a container, to a port on which nothing in it listens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portlint.core import Location, Project, Related
from portlint.core.names import carries_port
from portlint.core.tables import conventional
from portlint.deployment.connections import connections
from portlint.deployment.heard import Heard, Kind
from portlint.deployment.image.running import SHELLS
from portlint.deployment.model import Publication, Service
from portlint.deployment.reference import Digits
from portlint.deployment.world import Town

SAID = frozenset((Kind.MAPPED, Kind.HEALTH, Kind.HINT))
"""What does not prove that anything listens: `ports` themselves, and what only asks or hints."""

DEBUGGERS = frozenset((1044, 2345, 4711, 5005, 5858, 9003, 9222, 9230, 9323, 24678, 35729, 40000))
"""Where debuggers and reloaders listen that a tool starts which no file names."""

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
    very port that is left out, or nothing else listens and nothing else is published, or the image
    is a well-known one that nothing makes open a second port. Code alone proves a port that is the
    host's side, and the only one that it opens.
    """
    kinds = frozenset[Kind]().union(*(heard.kinds[port] for port in right)) - {Kind.MAPPED}
    led = {p for p in right for each in service.ports if each.target[0] <= p <= each.target[1]}
    meant = one.published is not None and one.published[0] in {*right} - led
    if kinds.isdisjoint((Kind.IMAGE, Kind.COMMAND, Kind.SETTINGS)) and len(kinds) == 1:
        return meant and heard.certain and len(right) == 1
    return meant or (heard.certain and (not led or _plain(service, one)))


def _plain(service: Service, one: Publication) -> bool:
    """Tell whether nothing that a service is told may make its image open another port.

    A port by which another well-known program is known may be that of one that the image brings.
    """
    told = [each for each in service.environment.values() if carries_port(each.name)]
    known = all(each.words and each.words.known for each in told)
    spoken = list(_spoken(service))
    asked = re.compile(rf"(?<!\d){one.target[0]}(?!\d)|cluster", re.IGNORECASE)
    free = known and one.target[0] not in {*conventional(), *DEBUGGERS} and not _scripted(service)
    return free and not any(asked.search(text) for text in spoken)


def _scripted(service: Service) -> bool:
    """Tell whether a shell runs what may start several programs."""
    commands = [each for each in (service.entrypoint, service.command) if each]
    names = [each.words[0].text.rpartition("/")[2] for each in commands if each.words]
    return any(each.shell for each in commands) or not SHELLS.isdisjoint(names)


def _spoken(service: Service) -> Iterator[str]:
    """Yield all that a service is told, and what it is asked by its health check."""
    check = service.healthcheck.command if service.healthcheck else None
    for command in filter(None, (service.entrypoint, service.command, check)):
        yield from (word.text for word in command.words)
    for setting in service.environment.values():
        yield from (setting.name, setting.words.text if setting.words else "")
    yield from (value.text for _, value in service.labels)

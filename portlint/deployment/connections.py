"""Every connection of a repository, resolved once for all rules."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from portlint.core import Edit, Facts, Fix, Hit, Location, PortUse, Project, Related, Role
from portlint.core.finding import Applicability
from portlint.core.names import carries_port
from portlint.deployment.answer import Answer, Cause
from portlint.deployment.built.linked import links_of
from portlint.deployment.corroboration import is_store
from portlint.deployment.health import checked
from portlint.deployment.kubernetes import answers, calls, cluster_of
from portlint.deployment.listening.hearing import Hearing
from portlint.deployment.once import once
from portlint.deployment.podded import Pods
from portlint.deployment.reference import Digits, references
from portlint.deployment.resolver import Resolver
from portlint.deployment.satellite.calling import Satellites
from portlint.deployment.script import host_calls
from portlint.deployment.stacks import stacks_of
from portlint.deployment.world import World, world

Place = tuple[Location, str]
Readings = tuple[tuple[Answer, ...], ...]
"""What is said of one place by each service that reads it."""

AT_THE_CAUSE = frozenset((Cause.NO_GATEWAY, Cause.LOCAL_BIND))
"""What is said where a service is declared, whatever file holds the call."""

PARTED = frozenset((Cause.NO_NETWORK, Cause.UNKNOWN_HOST, Cause.MISSPELT))
"""What one system that is given an env file may lack, whatever another has."""

MISLED = frozenset(Cause) - AT_THE_CAUSE - {Cause.NO_DEPENDENCY}
"""What PRT801 and PRT802 say of a configuration file, and PRT401 to 410 leave to them."""


@dataclass(frozen=True, slots=True)
class Connections:
    """Who runs, and the answers to every reference, by where it is written and what it says."""

    world: World
    hearing: Hearing
    pods: Pods
    answers: dict[Place, Readings]

    def broken(self, cause: Cause) -> Iterator[Answer]:
        """Yield what fails for one cause wherever it means something, once for each place."""
        for readings in self.answers.values():
            for told in _systems(_telling(readings), cause):
                found = [[one for one in reading if one.cause is cause] for reading in told]
                if all(found) and (cause in AT_THE_CAUSE or not found[0][0].reference.satellite):
                    yield found[0][0]
                    break

    def misled(self, programs: frozenset[str]) -> Iterator[Answer]:
        """Yield what fails in the configuration files of programs, once for each place."""
        for readings in self.answers.values():
            told = _telling(readings)
            found = [[one for one in each if one.cause in MISLED] for each in told]
            if all(found) and found[0][0].reference.satellite in programs:
                yield found[0][0]


def _telling(readings: Readings) -> Readings:
    """Return the readings that find somebody else by the name.

    An env file that stacks share is also read where nobody has that name: no word for the address.
    Nor is it one that the service itself, which is given the file as well, reaches itself. Stores
    come last, since they call nobody.
    """
    first = readings[0][0].reference
    if not first.handed:
        return readings
    named = tuple(one for one in readings if any(each.peer for each in one))
    found = sorted(named or readings, key=lambda one: is_store(one[0].reference.service))
    return tuple(one for one in found if not any(map(_is_own, one))) or tuple(found)


def _systems(readings: Readings, cause: Cause) -> Iterator[Readings]:
    """Part the readings of an env file by systems: stacks that share no file are others.

    Only where networks or names are missing: a port that is right in one system is no word for
    another's.
    Variants of one system may be broken alone and made whole by a file that is added.
    """
    if not readings[0][0].reference.handed or cause not in PARTED:
        yield readings
        return
    groups: list[tuple[frozenset[str], Readings]] = []
    for one in readings:
        files = frozenset(one[0].reference.stack.files)
        same = [each for each in groups if not files.isdisjoint(each[0])]
        groups = [each for each in groups if files.isdisjoint(each[0])]
        files = files.union(*(each[0] for each in same))
        groups.append((files, (*(r for each in same for r in each[1]), one)))
    yield from (each for _, each in groups)


def _is_own(answer: Answer) -> bool:
    return answer.peer is not None and answer.peer.service.name == answer.reference.service.name


def _of_satellite(readings: list[tuple[Answer, ...]]) -> bool:
    return bool(readings[0][0].reference.satellite)


@once
def connections(project: Project) -> Connections:
    """Resolve every reference of a project."""
    digits = Digits(project.facts)
    hearing = Hearing(project.facts, project.paths, links_of(project))
    known = world(stacks_of(project), hearing.hear)
    listened = _listened(project.facts) | _of_host(known)
    resolver = Resolver(known, project.registry, listened, project.desktop)
    found: dict[Place, list[tuple[Answer, ...]]] = defaultdict(list)
    satellites = Satellites(project.facts, digits, hearing.built)
    for town in known.towns:
        for one in chain(references(town.stack, digits), satellites.references(town.stack)):
            found[one.location, one.address].append(resolver.answers(town, one))
    if satellites.endless:
        found = defaultdict(list, {p: r for p, r in found.items() if not _of_satellite(r)})
    for town, one in host_calls(project, known.towns):
        found[one.location, one.address].append(resolver.answers(town, one))
    for answer in checked(known, hearing, digits):
        found[answer.reference.location, answer.reference.address].append((answer,))
    cluster = cluster_of(project)
    pods = Pods(cluster, hearing)
    for call in calls(cluster, digits):
        one = call.reference
        found[one.location, one.address].append(answers(cluster, call, pods.elsewhere))
    return Connections(
        known, hearing, pods, {place: tuple(readings) for place, readings in found.items()}
    )


def _listened(facts: Facts) -> frozenset[int]:
    """Return the ports that something outside the containers may listen on."""
    return frozenset(
        use.port
        for use in facts.of(PortUse)
        if not use.service
        and use.format != "dockerfile"
        and (use.role is Role.LISTEN or (use.role is Role.DECLARE and carries_port(use.name)))
    )


def _of_host(known: World) -> frozenset[int]:
    """Return the ports of containers that are in the host's own network."""
    return frozenset(
        port
        for town in known.towns
        for service in town.stack.services.values()
        if service.network_mode == "host"
        for port in (*town.heard[service.name].ports, *town.heard[service.name].local)
    )


def hit_of(answer: Answer, fix: Fix | None = None, hint: str = "") -> Hit:
    """Turn an answer into a rule's match, with the words that messages are made of."""
    reference = answer.reference
    return Hit(
        reference.location,
        port=reference.port,
        service=reference.service.name,
        related=answer.related,
        fix=fix,
        severity=answer.severity,
        flow=_way(answer),
        address=reference.address,
        name=reference.name,
        why=answer.why,
        remedy=answer.remedy,
        outcome=answer.outcome,
        hint=hint,
    )


def _way(answer: Answer) -> tuple[Related, ...]:
    """Return the way of a call: who reads the reference, where it is written, what it means."""
    reference, service = answer.reference, answer.reference.service
    other = answer.peer.service if answer.peer else None
    met = (
        Related(service.location, f"{service.name} reads it"),
        Related(reference.location, f"it calls {reference.address}"),
        *([Related(other.location, f"{other.name} is meant")] if other else ()),
        *answer.related,
    )
    by_place = {one.location: one for one in reversed(met)}
    return tuple(one for one in met if by_place[one.location] is one)


def other_port(answer: Answer, applicability: Applicability) -> Fix | None:
    """Return the fix that writes the right port over the digits, where they stand as such."""
    if not answer.reference.literal or answer.inside is None:
        return None
    return Fix(applicability, (Edit(answer.reference.location, str(answer.inside)),))


def other_address(answer: Answer, applicability: Applicability) -> Fix | None:
    """Return the fix that writes the right host and port, where both stand as such."""
    reference = answer.reference
    if not reference.literal or not answer.remedy or reference.name == "command":
        return None
    place, before = reference.location, len(reference.host) + 1
    whole = Location(
        place.path, place.line, place.column - before, place.end_line, place.end_column,
        place.start - before, place.end,
    )  # fmt: skip
    return Fix(applicability, (Edit(whole, answer.remedy),))

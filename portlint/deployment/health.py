"""What health checks ask: their own container, on a port where something must listen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from portlint.core import Location, Related
from portlint.core.names import carries_port
from portlint.deployment.answer import Answer, Cause
from portlint.deployment.heard import LOOPBACK, OWN_PORTS, Heard
from portlint.deployment.listening.hearing import Hearing, Ran
from portlint.deployment.model import Command, Stack, Words
from portlint.deployment.reference import Digits, Reference, asked
from portlint.deployment.viewpoint import Viewpoint
from portlint.deployment.world import World

HOST = re.compile(r"(?<!\S)(?:-h|-H|--host(?:name)?)[= ]?[\"']?([^\s\"'-][^\s\"']*)")
"""The option of a data store's client that names its server."""

SHOWN = 3
"""Ports that a message names."""


@dataclass(frozen=True, slots=True)
class Patient:
    """Who is asked: a service as it runs, and all that is heard in its network namespace."""

    stack: Stack
    ran: Ran
    heard: Heard


def checked(world: World, hearing: Hearing, digits: Digits) -> Iterator[Answer]:
    """Yield an answer for each port that a health check asks of its own container.

    A Dockerfile is judged by the services that are built from it, and alone where there is none.
    """
    served = list(_services(world, hearing))
    run = {_place(one) for one in served}
    alone = [one for one in _images(hearing) if _place(one) not in run]
    for patient in (*served, *alone):
        check = patient.ran.service.healthcheck
        if check and check.command and patient.ran.service.network_mode != "host":
            for reference in _references(patient, check.command, digits):
                mover = hearing.mover(patient.ran, reference.port or 0)
                yield _judged(patient, reference, mover)


def _place(patient: Patient) -> Location | None:
    check = patient.ran.service.healthcheck
    return check.location if check else None


def _services(world: World, hearing: Hearing) -> Iterator[Patient]:
    for town in world.towns:
        for service in town.stack.services.values():
            yield Patient(
                town.stack, hearing.ran(service, town.stack.folder), town.heard[service.name]
            )


def _images(hearing: Hearing) -> Iterator[Patient]:
    """Yield each Dockerfile as a service of its own that nobody configures."""
    for image in hearing.dockerfiles.alone:
        ran = hearing.alone(image)
        folder, _, name = image.path.rpartition("/")
        services = {image.path: ran.service}
        stack = Stack(name, folder, (image.path,), "it is one image", services)
        yield Patient(stack, ran, ran.heard)


def _references(patient: Patient, command: Command, digits: Digits) -> Iterator[Reference]:
    for host, port, scheme in asked(command, _host(command)):
        if host not in LOOPBACK:
            continue
        use = digits.within(command.location, port)
        literal = use is not None and not any(word.origins for word in command.words)
        yield Reference(
            use.location if use else command.location, host, port, "healthcheck", patient.stack,
            patient.ran.service, Viewpoint.CONTAINER, scheme, literal=literal,
        )  # fmt: skip


def _host(command: Command) -> str:
    """Return the host that a client is told by an option; its own container's where it is not."""
    told = HOST.search(" ".join(word.text for word in command.words))
    return told[1] if told else "localhost"


def _judged(patient: Patient, reference: Reference, mover: str) -> Answer:
    """Judge what a check asks; `mover` is the variable that takes its program away from there."""
    port, heard = reference.port or 0, patient.heard
    service = patient.ran.service
    mapped = [one for one in service.ports if one.offers(port) and one.known]
    behind = {one.behind(port) for one in mapped}
    if mover and heard.proven and _is_own(patient.ran):
        found = _elsewhere(patient, reference, heard.proven)
        return replace(found, remedy=f"{reference.host}:${{{mover}}}", inside=None)
    published = len(behind) == 1
    if not (heard.unheard(port) if published else heard.denies(port)):
        return _moved(patient, reference)
    if published:
        inside = behind.pop()
        why = f"{port} is where the host finds it; inside, it listens on {inside}"
        related = (Related(mapped[0].location, f"published here; {inside} is inside"),)
        remedy = f"{reference.host}:{inside}"
        return Answer(reference, Cause.UNHEALTHY, why, remedy, None, related, inside=inside)
    if heard.claimed and (heard.certain or _is_own(patient.ran)):
        return _elsewhere(patient, reference, heard.claimed)
    return Answer(reference)


def _is_own(ran: Ran) -> bool:
    """Tell whether a Dockerfile says what runs, and so where it listens."""
    return ran.image is not None and ran.image.replaced and ran.image.whole


def _elsewhere(patient: Patient, reference: Reference, ports: tuple[int, ...]) -> Answer:
    claimed = ports[:SHOWN]
    found = [(port, patient.heard.ports[port]) for port in claimed]
    why = f"it listens on {' and '.join(map(str, claimed))}"
    related = tuple(Related(one.location, one.clause) for _, one in found)
    remedy = " or ".join(f"{reference.host}:{port}" for port in claimed)
    single = claimed[0] if len(claimed) == 1 else None
    return Answer(reference, Cause.UNHEALTHY, why, remedy, None, related, inside=single)


def _moved(patient: Patient, reference: Reference) -> Answer:
    """Judge a literal that is right today, while the program takes its port from a variable."""
    port = reference.port or 0
    if not reference.literal:
        return Answer(reference)
    for name, words in _variables(patient.ran, port):
        why = f"its port is {name}'s"
        related = (Related(words.location, f"{name} decides here"),)
        return Answer(reference, Cause.FIXED_CHECK, why, name, None, related)
    return Answer(reference)


def _variables(ran: Ran, port: int) -> Iterator[tuple[str, Words]]:
    """Yield the variables that a running program takes a port from, by two facts each."""
    service = ran.service
    for word in service.command.words if service.command else ():
        for origin in word.origins:
            set_ = service.environment.get(origin.variable)
            told = set_.words.text if set_ and set_.words else str(port)
            if carries_port(origin.variable) and told == str(port) and told in word.text:
                yield origin.variable, word
    for name in OWN_PORTS & service.environment.keys():
        told_ = service.environment[name].words
        if told_ and told_.text == str(port) and told_.origins:
            yield name, told_

"""How every call ends: what it reaches, or why it cannot, with the evidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portlint.core import Location, Project
from portlint.deployment.answer import Answer, Cause
from portlint.deployment.connections import connections
from portlint.deployment.viewpoint import Viewpoint
from portlint.deployment.views.reached import Reach, Streets


class End(StrEnum):
    """How a call ends, as far as the files say."""

    FAILS = "fails"
    UNKNOWN = "unknown"
    ARRIVES = "arrives"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One call: who makes it, from where it is read, and how it ends.

    `name` is what carries it (a variable, `command`, a script); `target` is who is reached, or
    meant, empty where nobody of the repository is; `clause` says why, and `remedy` what to write
    instead; `evidence` is where the other end is written; `declared` is where the target is, and
    `reader` where the caller is; `handed` says that an env file holds it, which may hold more than
    its services read.
    """

    location: Location
    caller: str
    stack: str
    address: str
    port: int | None
    name: str
    viewpoint: Viewpoint
    end: End
    target: str = ""
    clause: str = ""
    remedy: str = ""
    evidence: Location | None = None
    declared: Location | None = None
    reader: Location | None = None
    handed: bool = False


def arrivals(project: Project) -> tuple[Arrival, ...]:
    """Return how each call of a project ends, those that fail first, then by place."""
    streets = Streets.of(project)
    found = {
        _identity(one): one
        for readings in connections(project).answers.values()
        for reading in readings
        for one in _of_reading(streets, reading)
    }
    return tuple(sorted(found.values(), key=lambda one: (list(End).index(one.end), one.location)))


def _identity(one: Arrival) -> tuple[object, ...]:
    """Return what makes two readings one: variants of a stack read the same in the same way."""
    return (one.location, one.caller, one.address, one.end, one.clause)


def _of_reading(streets: Streets, reading: tuple[Answer, ...]) -> Iterator[Arrival]:
    if reading[0].reference.viewpoint is Viewpoint.NOBODY:
        return
    wrong = [one for one in reading if one.cause not in (None, Cause.NO_DEPENDENCY)]
    if wrong:
        yield _failed(wrong[0])
    else:
        found = streets.reached(reading[0].reference)
        yield _arrived(reading[0], found)


def _failed(answer: Answer) -> Arrival:
    """Say why a call fails; a name that is only nobody's here may be somebody's elsewhere."""
    stranger = answer.cause is Cause.UNKNOWN_HOST and not answer.remedy
    end = End.UNKNOWN if stranger else End.FAILS
    peer = answer.peer.service if answer.peer else None
    return _worded(
        answer,
        end,
        Reach(
            peer.name if peer else "",
            answer.why,
            answer.related[0].location if answer.related else None,
            peer.location if peer else None,
        ),
        answer.remedy,
    )


def _arrived(answer: Answer, found: Reach) -> Arrival:
    return _worded(answer, End.ARRIVES if found.target else End.UNKNOWN, found)


def _worded(answer: Answer, end: End, found: Reach, remedy: str = "") -> Arrival:
    reference = answer.reference
    return Arrival(
        reference.location, reference.service.name, reference.stack.name, reference.address,
        reference.port, reference.name, reference.viewpoint, end, found.target, found.clause,
        remedy, found.evidence, found.declared, reference.service.location, reference.handed,
    )  # fmt: skip

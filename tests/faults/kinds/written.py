"""Ways to break a reference of a Compose file where it is written."""

from collections.abc import Iterator

from tests.faults.fault import Fault
from tests.faults.listening import named, unheard
from tests.faults.loopback import loopback
from tests.faults.reference import Reference
from tests.faults.standing import renamed, told
from tests.faults.text import Change, edited, line_of, misspelt

MACHINE = "host.docker.internal"


def written(one: Reference) -> Iterator[Fault]:
    """Yield the faults that write another host or another port over a reference."""
    yield from moved(one)
    why = told(one)
    yield overwritten(one, "localhost for the service", why or loopback(one), host="localhost")
    wrong = misspelt(one.other.name, one.line)
    if wrong != one.other.name and wrong not in one.reader.file.services:
        reason = why or renamed(one, wrong)
        yield overwritten(one, "misspelt service", reason, host=wrong)
    published = [out for out, inner in one.other.ports if inner == one.number]
    own = one.reader.node
    said = MACHINE in one.reader.file.text[own.start_mark.index : own.end_mark.index]
    if published and not said and "extra_hosts" not in one.reader.whole and not one.reader.merges:
        kind = "host.docker.internal untold"
        reason = why or told_elsewhere(one)
        yield overwritten(one, kind, reason, host=MACHINE, port=published[0])


def moved(one: Reference) -> Iterator[Fault]:
    """Yield the faults that write another port."""
    why = told(one)
    inner = {inside for _, inside in one.other.ports}
    outer = {outside for outside, inside in one.other.ports if inside == one.number} - inner
    for port in sorted(outer)[:1]:
        yield overwritten(one, "published port", why or named(one.other, port), port=port)
    for kind, by in (("port one off", 1), ("port off by 1000", 1000)):
        wrong = one.number + by
        reason = why or unheard(one.other, one.number, wrong)
        yield overwritten(one, kind, reason, port=wrong)


def told_elsewhere(one: Reference) -> str:
    """Say why a container may be told the machine's name all the same."""
    also = any("extra_hosts" in other.whole for other in one.reader.namesakes)
    return "another file of the folder tells it the machine's name" if also else ""


def overwritten(
    one: Reference, kind: str, undecided: str, *, host: str = "", port: int = 0
) -> Fault:
    """Write a host or a port over those of a reference."""
    changes = [Change(*one.host, host)] if host else []
    if port and one.port:
        changes.append(Change(*one.port, str(port)))
    places = {(one.path, one.line), (one.path, one.port_line)}
    if host == MACHINE:
        key = one.reader.key.start_mark.index
        places.add((one.reader.file.path, line_of(one.reader.file.text, key)))
    text = {one.path: edited(one.text, changes)}
    return Fault(f"Compose: {kind}", one.path, one.line, text, frozenset(places), undecided)

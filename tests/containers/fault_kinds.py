"""Ways to break one reference of a Compose file where it is written."""

import re
from collections.abc import Iterator
from functools import partial

from tests.containers.composed import Checked
from tests.containers.fault import Change, Fault, edited, line_of
from tests.containers.fault_around import around
from tests.containers.fault_inside import inside
from tests.containers.fault_reference import Found, references
from tests.containers.fault_said import said, unsure

MACHINE = "host.docker.internal"
OUTSIDE = re.compile(
    r"public|external|advertis|browser|origin|cors|allowed|redirect|callback|listener"
    r"|^(?:next_public|vite|react_app|vue_app|nuxt_public|ng_app|expo_public|gatsby)_",
    re.IGNORECASE,
)
"""Variables whose address a browser or a peer reads, or that is compared and not called."""

LEAST = 3
"""Letters of a name that can be misspelt."""


def faults(file: Checked) -> Iterator[Fault]:
    """Yield every fault of a Compose file, and of the env files that its services read."""
    found = list(references(file))
    for one in found:
        if not OUTSIDE.search(one.name):
            yield from rewritten(file, one)
            yield from around(file, one)
    yield from inside(file, found)


def rewritten(file: Checked, found: Found) -> Iterator[Fault]:
    """Yield the faults that write another host or another port."""
    name, number = found.other.name, found.number
    theirs, own = said(file, found.other), said(file, found.reader)
    fault = partial(fault_of, file, found)
    moved = unsure(file, found.other, number)
    outer = [out for out, inner in found.other.ports if inner == number and out not in theirs]
    for one in outer[:1]:
        yield fault("published port", port=one)
    if number not in own and found.reader.text("network_mode") != "host":
        yield fault("localhost for the service", host="localhost")
    for kind, by in (("port one off", 1), ("port off by 1000", 1000)):
        if number + by not in theirs:
            yield fault(kind, port=number + by, undecided=moved)
    wrong = misspelt(name, found.line % 3)
    if len(name) >= LEAST and wrong not in (name, *file.services):
        yield fault("misspelt service", host=wrong)
    published = [out for out, inner in found.other.ports if inner == number]
    if published and "extra_hosts" not in found.reader.parts and not found.reader.merges:
        yield fault("host.docker.internal untold", host=MACHINE, port=published[0])


def misspelt(name: str, way: int) -> str:
    """Return a name with two letters exchanged, one left out or one doubled."""
    return (f"{name[:-2]}{name[-1]}{name[-2]}", f"{name[:-2]}{name[-1]}", f"{name}{name[-1]}")[way]


def fault_of(  # noqa: PLR0913  (what is written, by name)
    file: Checked, found: Found, kind: str, *, host: str = "", port: int = 0, undecided: str = ""
) -> Fault:
    """Write a host or a port over those of a reference."""
    changes = [Change(*found.host, host)] if host else []
    if port and found.port:
        changes.append(Change(*found.port, str(port)))
    text = edited(found.text, changes)
    also = [(found.path, found.port_line)]
    if host == MACHINE:
        also.append((file.path, line_of(file.text, found.reader.key.start_mark.index)))
    return Fault(kind, found.path, found.line, text, found.line, tuple(also), undecided)

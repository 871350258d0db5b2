"""Ways to break a reference of a Compose file by changing the services that it is between."""

from collections.abc import Iterator

from tests.faults.composed import Service
from tests.faults.entries import entry, network, plain, tied, tied_elsewhere
from tests.faults.fault import Fault
from tests.faults.nodes import scalars, words
from tests.faults.reference import Reference
from tests.faults.standing import joined, renamed, told
from tests.faults.text import Change, edited, line_after

ALONE = "set-apart"


def around(one: Reference) -> Iterator[Fault]:
    """Yield the faults of the services between which a reference is."""
    yield from given_another_name(one)
    if one.reader.merges or one.other.merges:
        return
    file = one.reader.file
    for kind, service in (("caller", one.reader), ("callee", one.other)):
        if plain(service):
            changes = [
                entry(service, "networks", f"networks: [{ALONE}]"),
                network(file.text, ALONE),
            ]
            yield between(f"{kind} out of the network", one, changes, told(one) or joined(one))
    if plain(one.other):
        changes = [entry(one.other, "networks", "network_mode: host")]
        yield between("network_mode: host", one, changes, told(one) or joined(one))


def between(kind: str, one: Reference, changes: list[Change], undecided: str) -> Fault:
    """Return a fault of the Compose file that is found where the reference stands."""
    file = one.reader.file
    here = one.path == file.path
    lines = {one.line, one.port_line}
    if here:
        spots = (one.host[0], one.port[0] if one.port else one.host[0])
        lines = {line_after(file.text, changes, at) for at in spots}
    places = frozenset((one.path, line) for line in lines)
    text = {file.path: edited(file.text, changes)}
    return Fault(f"Compose: {kind}", one.path, one.line, text, places, undecided)


def given_another_name(one: Reference) -> Iterator[Fault]:
    """Give the callee another key, and all that ties services together with it."""
    name, other = one.other.name, one.other
    if name in answered(other) or other.merges or not plain(other):
        return
    linked = words(one.reader.told("links"))
    if tied_elsewhere(other.file, name) or any(link.endswith(f":{name}") for link in linked):
        return
    text = other.file.text
    changes = {}
    for node in (other.key, *tied(other.file, name)):
        at = text.find(name, node.start_mark.index, node.end_mark.index)
        changes[at] = Change(at, at + len(name), f"{name}-v2")
    yield between("service renamed", one, list(changes.values()), told(one) or renamed(one, name))


def answered(service: Service) -> frozenset[str]:
    """Return the names that a service has beside its key: Docker knows a host name as well."""
    aliases = (str(one.value) for one in scalars(service.told("networks")))
    return frozenset((service.text("container_name"), service.text("hostname"), *aliases))

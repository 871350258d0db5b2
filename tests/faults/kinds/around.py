"""Ways to break a reference of a Compose file by changing the services that it is between."""

import re
from collections.abc import Iterator

import yaml

from tests.faults.composed import Composed, Service, scalars
from tests.faults.fault import Fault
from tests.faults.reference import Reference
from tests.faults.standing import joined, renamed, told
from tests.faults.text import Change, edited, line_after

ALONE = "set-apart"
TIES = ("depends_on", "links", "network_mode", "volumes_from", "extends")
NETWORKS = re.compile(r"^networks:[ \t]*(?:#.*)?\n(?P<indent> +)?", re.MULTILINE)


def around(one: Reference) -> Iterator[Fault]:
    """Yield the faults of the services between which a reference is."""
    yield from given_another_name(one)
    if one.reader.merges or one.other.merges:
        return
    file = one.reader.file
    for kind, service in (("caller", one.reader), ("callee", one.other)):
        if plain(service):
            changes = [networks(service, f"networks: [{ALONE}]"), network(file.text)]
            yield between(f"{kind} out of the network", one, changes, told(one) or joined(one))
    if plain(one.other):
        changes = [networks(one.other, "network_mode: host")]
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


def plain(service: Service) -> bool:
    """Tell whether no anchor stands in a service, which others may merge."""
    text = service.file.text
    return "&" not in text[service.node.start_mark.index : service.node.end_mark.index]


def networks(service: Service, entry: str) -> Change:
    """Write an entry in the place of a service's `networks`, or before its first key."""
    first = next(iter(service.parts.values()))[0].start_mark
    starts = line_starts(service.file.text)
    line = f"{' ' * first.column}{entry}\n"
    if "networks" not in service.parts:
        return Change(starts[first.line], starts[first.line], line)
    key, value = service.parts["networks"]
    return Change(starts[key.start_mark.line], starts[min(ends(value), len(starts) - 1)], line)


def ends(node: yaml.Node) -> int:
    """Return the 0-based line after a node's last."""
    mark = node.end_mark
    block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    return int(mark.line if mark.column == 0 or block else mark.line + 1)


def network(text: str) -> Change:
    """Declare the network below the networks that there are, or at the end."""
    match = NETWORKS.search(text)
    if match is None:
        return Change(len(text), len(text), f"\nnetworks:\n  {ALONE}: {{}}\n")
    at = match.start("indent") if match["indent"] else match.end()
    return Change(at, at, f"{match['indent'] or '  '}{ALONE}: {{}}\n")


def line_starts(text: str) -> list[int]:
    """Return the offset of each line, and of the text's end."""
    return [0, *(one.end() for one in re.finditer("\n", text)), len(text)]


def given_another_name(one: Reference) -> Iterator[Fault]:
    """Give the callee another key, and all that ties services together with it."""
    name, other = one.other.name, one.other
    if name in answered(other) or other.merges or not plain(other):
        return
    text = other.file.text
    changes = {}
    for node in (other.key, *tied(other.file, name)):
        at = text.find(name, node.start_mark.index, node.end_mark.index)
        changes[at] = Change(at, at + len(name), f"{name}-v2")
    yield between("service renamed", one, list(changes.values()), told(one) or renamed(one, name))


def tied(file: Composed, name: str) -> Iterator[yaml.ScalarNode]:
    """Yield the texts by which services are tied to one of them."""
    for service in file.services.values():
        for tie in TIES:
            nodes = scalars(service.part(tie))
            yield from (one for one in nodes if names(str(one.value), name))


def names(value: str, name: str) -> bool:
    """Tell whether a text of a tie names a service."""
    return value in (name, f"service:{name}") or value.split(":", maxsplit=1)[0] == name


def answered(service: Service) -> frozenset[str]:
    """Return the names that a service has beside its key: Docker knows a host name as well."""
    aliases = (str(one.value) for one in scalars(service.told("networks")))
    return frozenset((service.text("container_name"), service.text("hostname"), *aliases))

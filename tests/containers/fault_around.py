"""Ways to break a reference by changing the services that it is between."""

import re
from collections.abc import Iterator

import yaml

from tests.containers.composed import Checked, Service, ends, scalars
from tests.containers.fault import Change, Fault, edited, line_after
from tests.containers.fault_reference import Found

ALONE = "set-apart"
TIES = ("depends_on", "links", "network_mode", "volumes_from", "extends")
NETWORKS = re.compile(r"^networks:[ \t]*(?:#.*)?\n(?P<indent> +)?", re.MULTILINE)


def around(file: Checked, found: Found) -> Iterator[Fault]:
    """Yield the faults of the services between which a reference is."""
    yield from renamed(file, found)
    for kind, service in (("caller", found.reader), ("callee", found.other)):
        if not found.reader.merges and not found.other.merges and plain(file.text, service):
            changes = [networks(file.text, service, f"networks: [{ALONE}]"), network(file.text)]
            unknown = shared(file, found) if service is found.reader else ""
            yield between(f"{kind} out of the network", file, found, changes, unknown)
    if not found.other.merges and not found.reader.merges and plain(file.text, found.other):
        changes = [networks(file.text, found.other, "network_mode: host")]
        yield between("network_mode: host", file, found, changes)


def between(
    kind: str, file: Checked, found: Found, changes: list[Change], undecided: str = ""
) -> Fault:
    """Return a fault of the Compose file that is found where the reference stands."""
    text = edited(file.text, changes)
    here = found.path == file.path
    line = line_after(file.text, changes, found.host[0]) if here else found.line
    port = found.port[0] if found.port else found.host[0]
    port_line = line_after(file.text, changes, port) if here else found.port_line
    also = ((found.path, line), (found.path, port_line))
    return Fault(kind, file.path, line if here else 0, text, found.line, also, undecided)


def plain(text: str, service: Service) -> bool:
    """Tell whether no anchor stands in a service, which others may merge."""
    return "&" not in text[service.node.start_mark.index : service.node.end_mark.index]


def networks(text: str, service: Service, entry: str) -> Change:
    """Write an entry in the place of a service's `networks`, or before its first key."""
    first = next(iter(service.parts.values()))[0].start_mark
    starts = line_starts(text)
    line = f"{' ' * first.column}{entry}\n"
    if "networks" not in service.parts:
        return Change(starts[first.line], starts[first.line], line)
    key, value = service.parts["networks"]
    return Change(starts[key.start_mark.line], starts[min(ends(value), len(starts) - 1)], line)


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


def renamed(file: Checked, found: Found) -> Iterator[Fault]:
    """Give the callee another key, and all that ties services together with it."""
    name, other = found.other.name, found.other
    if name in answered(other) or other.merges or not plain(file.text, other):
        return
    nodes: list[yaml.ScalarNode] = [other.key]
    for service in file.services.values():
        for tie in TIES:
            nodes += [one for one in scalars(service.part(tie)) if names(one.value, name)]
    changes = {}
    for node in nodes:
        at = file.text.find(name, node.start_mark.index, node.end_mark.index)
        changes[at] = Change(at, at + len(name), f"{name}-v2")
    yield between("service renamed", file, found, list(changes.values()), elsewhere(file, found))


def names(value: str, name: str) -> bool:
    return value in (name, f"service:{name}") or value.split(":", maxsplit=1)[0] == name


def answered(service: Service) -> frozenset[str]:
    """Return the names that a service has beside its key: Docker knows a host name as well."""
    aliases = (one.value for one in scalars(service.part("networks")))
    return frozenset((service.text("container_name"), service.text("hostname"), *aliases))


def elsewhere(file: Checked, found: Found) -> str:
    """Say why the old name may still be somebody's."""
    folder = file.path.rpartition("/")[0]
    key = re.compile(rf"^  {re.escape(found.other.name)}:\s*$", re.MULTILINE)
    for path, text in file.files.items():
        if path != file.path and path.rpartition("/")[0] == folder and key.search(text):
            return "another file of the folder declares the old name as well"
    return "an external network may know the old name" if external(file) else ""


def shared(file: Checked, found: Found) -> str:
    """Say why a service may be given a variable that it does not use: others read the file too."""
    name = found.path.rpartition("/")[2]
    readers = [
        one
        for one in file.services.values()
        if any(str(each.value).endswith(name) for each in scalars(one.part("env_file")))
    ]
    several = found.path != file.path and len(readers) > 1
    return (
        "an env file that others read as well may not be meant for the caller" if several else ""
    )


def external(file: Checked) -> bool:
    return re.search(r"^\s+external:", file.text, re.MULTILINE) is not None

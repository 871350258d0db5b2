"""Entries that are written into Compose files."""

import re
from collections.abc import Iterator

import yaml

from tests.faults.composed import Composed, Service
from tests.faults.nodes import pairs, scalars
from tests.faults.text import Change

NETWORKS = re.compile(r"^networks:[ \t]*(?:#.*)?\n(?P<indent> +)?", re.MULTILINE)
TIES = ("depends_on", "links", "network_mode", "volumes_from", "extends")
"""Keys by which services are tied to others by name."""


def plain(service: Service) -> bool:
    """Tell whether no anchor stands in a service, which others may merge."""
    text = service.file.text
    return "&" not in text[service.node.start_mark.index : service.node.end_mark.index]


def entry(service: Service, name: str, text: str) -> Change:
    """Write an entry in the place of the one of that name, or before a service's first."""
    first = next(iter(service.parts.values()))[0].start_mark
    starts = line_starts(service.file.text)
    line = f"{' ' * first.column}{text}\n"
    if name not in service.parts:
        return Change(starts[first.line], starts[first.line], line)
    key, held = service.parts[name]
    return Change(starts[key.start_mark.line], starts[min(ends(held), len(starts) - 1)], line)


def ends(node: yaml.Node) -> int:
    """Return the 0-based line after a node's last."""
    mark = node.end_mark
    block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    return int(mark.line if mark.column == 0 or block else mark.line + 1)


def network(text: str, name: str) -> Change:
    """Declare a network below the networks that there are, or at the end."""
    match = NETWORKS.search(text)
    if match is None:
        return Change(len(text), len(text), f"\nnetworks:\n  {name}: {{}}\n")
    at = match.start("indent") if match["indent"] else match.end()
    return Change(at, at, f"{match['indent'] or '  '}{name}: {{}}\n")


def line_starts(text: str) -> list[int]:
    """Return the offset of each line, and of the text's end."""
    return [0, *(one.end() for one in re.finditer("\n", text)), len(text)]


def tied(file: Composed, name: str) -> Iterator[yaml.ScalarNode]:
    """Yield the texts by which services are tied to one of them."""
    for service in file.services.values():
        for tie in TIES:
            nodes = scalars(service.part(tie))
            yield from (one for one in nodes if names(str(one.value), name))


def tied_elsewhere(file: Composed, name: str) -> bool:
    """Tell whether a service of another file, or what services merge, is tied to one.

    A name that such a tie keeps makes Compose refuse the project, and nothing is started.
    """
    merged = (value for key, (_, value) in file.parts.items() if key != "services")
    ties = (pairs(one).get(tie, (None, None))[1] for one in merged for tie in TIES)
    inside = any(names(str(one.value), name) for tie in ties for one in scalars(tie))
    return inside or any(any(tied(other, name)) for other in file.others)


def names(value: str, name: str) -> bool:
    """Tell whether a text of a tie names a service."""
    return value in (name, f"service:{name}") or value.split(":", maxsplit=1)[0] == name

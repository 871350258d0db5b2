"""A Compose file as it is written: its services, with the places that faults change."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname, join, normpath

import yaml

MAPPING = re.compile(r"(?:[\d.]+:)?(?P<outer>\d+):(?P<inner>\d+)(?:/tcp)?")


@dataclass(frozen=True, slots=True)
class Mapped:
    """One entry of `ports`; `at` is the offset of the container's side."""

    outer: int
    inner: int
    at: int


@dataclass(frozen=True)
class Service:
    """A service as its file alone has it."""

    name: str
    key: yaml.ScalarNode
    node: yaml.MappingNode
    mapped: tuple[Mapped, ...]

    @property
    def ports(self) -> tuple[tuple[int, int], ...]:
        """Its ports: published, container."""
        return tuple((one.outer, one.inner) for one in self.mapped)

    @cached_property
    def parts(self) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        return pairs(self.node)

    def part(self, name: str) -> yaml.Node | None:
        """Return what stands below a key, None where the service has no such key."""
        return self.parts.get(name, (None, None))[1]

    def text(self, name: str) -> str:
        """Return a scalar below a key, empty where there is none."""
        found = self.part(name)
        return str(found.value) if isinstance(found, yaml.ScalarNode) else ""

    @property
    def merges(self) -> bool:
        """Tell whether some of it stands elsewhere."""
        return not {"network_mode", "extends", "<<", "links"}.isdisjoint(self.parts)


@dataclass(frozen=True, slots=True)
class Checked:
    """The files of a checkout that bear on it, by path, and the services of one Compose file."""

    path: str
    text: str
    services: Mapping[str, Service]
    files: Mapping[str, str]

    def beside(self, name: str) -> tuple[str, str]:
        """Return path and text of a file, named from this one; no text where it is not there."""
        path = normpath(join(dirname(self.path), name))
        return path, self.files.get(path, "")


def services_of(text: str) -> list[Service]:
    """Return the services of a file, none where it is no Compose file."""
    try:
        return list(declared(yaml.compose(text, yaml.SafeLoader), text))
    except yaml.YAMLError:
        return []


def pairs(node: yaml.Node | None) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """Return keys and values of a mapping by the key's text; empty where it is none."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: (key, value) for key, value in node.value if isinstance(key.value, str)}


def scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Yield every scalar below a node, keys among them."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from scalars(one)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from scalars(key)
            yield from scalars(value)


def declared(root: yaml.Node | None, text: str) -> Iterator[Service]:
    _, services = pairs(root).get("services", (None, None))
    for name, (key, node) in pairs(services).items():
        block = isinstance(node, yaml.MappingNode) and not node.flow_style
        if block and isinstance(key, yaml.ScalarNode) and isinstance(node, yaml.MappingNode):
            yield Service(name, key, node, tuple(mapped(node, text)))


def mapped(node: yaml.MappingNode, text: str) -> Iterator[Mapped]:
    _, ports = pairs(node).get("ports", (None, None))
    for entry in ports.value if isinstance(ports, yaml.SequenceNode) else ():
        match = MAPPING.fullmatch(str(entry.value))
        at = text.find(str(entry.value), entry.start_mark.index, entry.end_mark.index)
        if match and at >= 0:
            yield Mapped(int(match["outer"]), int(match["inner"]), at + match.start("inner"))


def ends(node: yaml.Node) -> int:
    """Return the 0-based line after a node's last."""
    mark = node.end_mark
    block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    return int(mark.line if mark.column == 0 or block else mark.line + 1)

"""Compose files as they are written: their services, with the places that faults change."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from posixpath import basename, dirname, join, normpath

import yaml

NAMED = "*compose*.y*ml"
MAPPING = re.compile(r"(?:[\d.]+:)?(?:\$\{\w+:?-)?(?P<outer>\d+)\}?:(?P<inner>\d+)(?:/tcp)?")
ELSEWHERE = frozenset(("network_mode", "extends", "<<", "links"))
"""Keys of a service of which some stands elsewhere."""

Pair = tuple[yaml.Node, yaml.Node]


@dataclass(frozen=True, slots=True)
class Mapped:
    """One entry of `ports`; `at` is the offset of the container's side."""

    outer: int
    inner: int
    at: int


class Repository:
    """The files of a repository by path, and the Compose files among them."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files
        self.paths = tuple(sorted(files))

    @cached_property
    def composed(self) -> Mapping[str, "Composed"]:
        """The Compose files by path, those alone in which services are."""
        found = (Composed(path, self) for path in self.paths if fnmatch(basename(path), NAMED))
        return {one.path: one for one in found if one.services}

    def under(self, folder: str) -> Iterator[str]:
        """Yield the paths of the files below a folder."""
        begun = "" if folder == "." else f"{folder}/"
        return (path for path in self.paths if path.startswith(begun))


class Composed:
    """One Compose file."""

    def __init__(self, path: str, repository: Repository) -> None:
        self.path = path
        self.repository = repository
        self.text = repository.files[path]

    @property
    def folder(self) -> str:
        """The folder that its names are relative to, empty for the repository itself."""
        return dirname(self.path)

    @cached_property
    def parts(self) -> Mapping[str, Pair]:
        """What stands at the top of the file."""
        if "{{" in self.text:
            return {}
        try:
            return pairs(yaml.compose(self.text, yaml.SafeLoader))
        except (yaml.YAMLError, ValueError):
            return {}

    @cached_property
    def services(self) -> Mapping[str, "Service"]:
        """Its services by name, those alone that are written as blocks."""
        _, node = self.parts.get("services", (None, None))
        found: dict[str, Service] = {}
        for name, (key, value) in pairs(node).items():
            block = isinstance(value, yaml.MappingNode) and not value.flow_style
            if block and isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.MappingNode):
                found[name] = Service(name, key, value, self)
        return found

    @property
    def others(self) -> Iterator["Composed"]:
        """The other Compose files of its folder."""
        for one in self.repository.composed.values():
            if one is not self and one.folder == self.folder:
                yield one

    def beside(self, name: str) -> tuple[str, str | None]:
        """Return path and text of a file that is named in this one; None where it is not there."""
        path = normpath(join(self.folder, name))
        return path, self.repository.files.get(path)


@dataclass(frozen=True)
class Service:
    """A service as its file alone has it."""

    name: str
    key: yaml.ScalarNode
    node: yaml.MappingNode
    file: Composed

    @cached_property
    def parts(self) -> Mapping[str, Pair]:
        """What stands in its own entry."""
        return pairs(self.node)

    @cached_property
    def whole(self) -> Mapping[str, Pair]:
        """What stands in its own entry, or is merged into it."""
        return merged(self.node)

    def part(self, name: str) -> yaml.Node | None:
        """Return what stands below a key of its own entry, None where it has no such key."""
        return self.parts.get(name, (None, None))[1]

    def told(self, name: str) -> yaml.Node | None:
        """Return what stands below a key, or is merged into it."""
        return self.whole.get(name, (None, None))[1]

    def text(self, name: str) -> str:
        """Return a scalar below a key, empty where there is none."""
        found = self.told(name)
        return str(found.value) if isinstance(found, yaml.ScalarNode) else ""

    @property
    def merges(self) -> bool:
        """Tell whether some of it stands elsewhere."""
        return not ELSEWHERE.isdisjoint(self.parts)

    @property
    def hosted(self) -> bool:
        """Tell whether it has the machine's network, or another container's."""
        return bool(self.text("network_mode")) and self.text("network_mode") != "bridge"

    @cached_property
    def mapped(self) -> tuple[Mapped, ...]:
        """The entries of `ports` that name a published port and one of the container."""
        return tuple(mapped(self.told("ports"), self.file.text))

    @property
    def ports(self) -> tuple[tuple[int, int], ...]:
        """Its ports: published, container."""
        return tuple((one.outer, one.inner) for one in self.mapped)


def pairs(node: yaml.Node | None) -> dict[str, Pair]:
    """Return keys and values of a mapping by the key's text; empty where it is none."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: (key, value) for key, value in node.value if isinstance(key.value, str)}


def merged(node: yaml.Node | None) -> dict[str, Pair]:
    """Return the pairs of a mapping, and those that `<<` brings where it has none."""
    own = pairs(node)
    _, other = own.pop("<<", (None, None))
    several = items(other) or ([other] if other is not None else [])
    for one in several:
        own = merged(one) | own
    return own


def items(node: yaml.Node | None) -> list[yaml.Node]:
    """Return the items of a sequence, none where it is no such thing."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


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


def words(node: yaml.Node | None) -> list[str]:
    """Return the texts of all scalars below a node."""
    return [str(one.value) for one in scalars(node)]


def mapped(node: yaml.Node | None, text: str) -> Iterator[Mapped]:
    """Yield the entries of `ports`, in the short form or the long one."""
    for entry in items(node):
        long = pairs(entry)
        if {"target", "published"} <= long.keys():
            outer, inner = long["published"][1], long["target"][1]
            if str(outer.value).isdigit() and str(inner.value).isdigit():
                at = inner.start_mark.index + (text[inner.start_mark.index] in "'\"")
                yield Mapped(int(outer.value), int(inner.value), at)
            continue
        match = MAPPING.fullmatch(str(entry.value))
        at = text.find(str(entry.value), entry.start_mark.index, entry.end_mark.index)
        if match and at >= 0:
            yield Mapped(int(match["outer"]), int(match["inner"]), at + match.start("inner"))

"""Compose files as they are written: their services, with the places that faults change."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from posixpath import basename, dirname, join, normpath

import yaml

from tests.faults.nodes import Pair, items, merged, pairs

NAMED = "*compose*.y*ml"
MAPPING = re.compile(
    r"(?:(?P<host>[\d.]+):)?(?:\$\{\w+:?-)?(?P<outer>\d+)\}?:(?P<inner>\d+)(?:/tcp)?"
)
BASE = re.compile(r"(?:^|/)(?:docker-)?compose\.ya?ml\Z")
OVERRIDE = re.compile(r"(?:^|/)(?:docker-)?compose\.override\.ya?ml\Z")
"""The files that Compose reads by itself."""

ELSEWHERE = frozenset(("network_mode", "extends", "<<", "links"))
"""Keys of a service of which some stands elsewhere."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """One entry of `ports`; `start` is its offset, `at` that of the container's side.

    `written` is the entry in the short form, empty where it is in the long one.
    """

    outer: int
    inner: int
    at: int
    start: int
    written: str


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
    """One Compose file, or what is written as one: its text is given."""

    def __init__(self, path: str, repository: Repository, text: str | None = None) -> None:
        self.path = path
        self.repository = repository
        self.text = repository.files[path] if text is None else text

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
    def partial(self) -> bool:
        """Tell whether it is nothing by itself: another file has what is started."""
        return {"image", "build"}.isdisjoint(self.whole)

    def joins(self, other: "Service") -> bool:
        """Tell whether a namesake is a part of it: one of both is, or lies in an override."""
        files = (self.file.path, other.file.path)
        over = any(OVERRIDE.search(one) for one in files) and any(map(BASE.search, files))
        return self.partial or other.partial or over

    @property
    def namesakes(self) -> Iterator["Service"]:
        """The services of its name in the other files of its folder."""
        found = (one.services.get(self.name) for one in self.file.others)
        return (one for one in found if one is not None)

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


def mapped(node: yaml.Node | None, text: str) -> Iterator[Mapped]:
    """Yield the entries of `ports`, in the short form or the long one."""
    for entry in items(node):
        long = pairs(entry)
        if {"target", "published"} <= long.keys():
            outer, inner = long["published"][1], long["target"][1]
            if str(outer.value).isdigit() and str(inner.value).isdigit():
                at = inner.start_mark.index + (text[inner.start_mark.index] in "'\"")
                start = entry.start_mark.index
                yield Mapped(int(outer.value), int(inner.value), at, start, "")
            continue
        match = MAPPING.fullmatch(str(entry.value))
        at = text.find(str(entry.value), entry.start_mark.index, entry.end_mark.index)
        if match and at >= 0:
            spot = at + match.start("inner")
            yield Mapped(int(match["outer"]), int(match["inner"]), spot, at, match[0])

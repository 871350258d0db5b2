"""The manifests of a repository together, and where the containers of pods listen."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cached_property

import yaml

from portlint.core import Context
from portlint.engine.context import context_of
from tests.faults.composed import Repository
from tests.faults.fault import Fault, Place
from tests.faults.manifest import (
    WORKLOADS,
    Manifest,
    injected,
    labels,
    manifests,
    placeholders,
    said,
    selector,
)
from tests.faults.patching import Patching
from tests.faults.text import Change, edited, line_of


class Cluster:
    """All manifests of a repository."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.repository = Repository(files)
        yamls = (path for path in files if path.endswith((".yaml", ".yml")))
        self.files = {one: files[one] for one in yamls if context_of(one) is not Context.TEST}
        self.all = list(manifests(self.files))
        self.folders: dict[str, list[Manifest]] = defaultdict(list)
        for one in self.all:
            self.folders[one.folder].append(one)

    @cached_property
    def _patching(self) -> Patching:
        return Patching(self.files)

    @cached_property
    def _held(self) -> Mapping[str, set[tuple[str, str]]]:
        """What each file declares: kinds and names."""
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for one in self.all:
            found[one.path].add((one.kind, one.name))
        return found

    def beside(self, one: Manifest) -> list[Manifest]:
        """Return the objects of a folder that run beside one.

        A file that has a Service and a workload of its file as well is a variant of it.
        """
        return [o for o in self.folders[one.folder] if not self._varies(one.path, o.path)]

    def _varies(self, path: str, other: str) -> bool:
        kinds = {kind for kind, _ in self._held[path] & self._held[other]}
        return path != other and "Service" in kinds and not WORKLOADS.isdisjoint(kinds)

    def services(self, one: Manifest) -> dict[str, Manifest]:
        """Return the Services that an object runs beside by name, those that are told apart."""
        found = [other for other in self.beside(one) if other.kind == "Service"]
        own = {other.name: other for other in found if other.path == one.path}
        names = Counter(other.name for other in found)
        return {other.name: other for other in found if names[other.name] == 1} | own

    def pods(self, service: Manifest) -> list[Manifest]:
        """Return the workloads of its folder that a Service selects."""
        wanted = selector(service)
        beside = self.beside(service)
        return [o for o in beside if o.kind in WORKLOADS and wanted and wanted <= labels(o)]

    def doubt(self, *several: Manifest) -> str:
        """Say why objects may be others than they seem."""
        for one in several:
            if one.kind != "ConfigMap" and placeholders(one):
                return "a template, which something fills in before"
            if one.kind in WORKLOADS and injected(one):
                return "a sidecar is injected"
            if self._patching.changes(one):
                return "a patch may change it"
        return ""

    def broken(
        self, kind: str, one: Manifest, change: Change, undecided: str, *also: Manifest
    ) -> Fault:
        """Return a fault of an object; a finding on it, or on what it goes with, is about it."""
        text = self.files[one.path]
        line = line_of(text, change.start)
        places = {(one.path, line)}.union(*map(self._lines, also))
        written = {one.path: edited(text, [change])}
        name = f"Kubernetes: {kind}"
        return Fault(name, one.path, line, written, frozenset(places), undecided)

    def _lines(self, one: Manifest) -> set[Place]:
        first, end = one.node.start_mark, one.node.end_mark
        last = end.line + (end.column > 0)
        return {(one.path, line) for line in range(first.line + 1, last + 1)}

    def instead(self, one: Manifest, node: yaml.Node, new: str) -> Change:
        """Write something else in the place of a text, with its quotes."""
        start, end = node.start_mark.index, node.end_mark.index
        first = self.files[one.path][start]
        quoted = first if first in "'\"" else ""
        return Change(start, end, f"{quoted}{new}{quoted}")


def headless(one: Manifest) -> str:
    """Say that a Service hands out the addresses of its pods, whose own ports are called."""
    return "a headless Service" if said(one.node, "spec", "clusterIP") == "None" else ""

"""What kustomizations change of the objects that they take in, read with PyYAML alone.

A kustomization that is a part of no other is what people run; where one of them takes a file in
and patches nothing, its objects run as they are written.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import basename, dirname, join, normpath
from typing import Any

import yaml

from tests.faults.manifest import Manifest, containers, each, said

TAKING = ("resources", "bases", "components")
PATCHING = ("patches", "patchesStrategicMerge", "patchesJson6902")
REWRITING = frozenset(
    "transformers generators helmCharts replacements vars openapi configurations".split()
)
MOVING = frozenset(
    "ports port containerPort targetPort selector command args image envFrom hostNetwork "
    "hostAliases volumes volumeMounts initContainers data stringData clusterIP type rules".split()
)
"""Keys of what a patch writes that bear on who listens where, and who is found by whom."""

LISTENING = re.compile(r"PORT|LISTEN|BIND", re.IGNORECASE)
WHOLE = re.compile(r"(?:/spec|/template|/containers(?:/[^/]+)?)*\Z")
"""Where an operation writes a whole pod, or a container."""


@dataclass(frozen=True, slots=True)
class Patch:
    """What is written, and for which kind and name; empty for any."""

    kind: str
    name: str
    body: Any

    def changes(self, one: Manifest) -> bool:
        """Tell whether it bears on where an object listens, is found or calls."""
        if self.body is None:
            return True
        if isinstance(self.body, list):
            return any(_operates(step, one) for step in self.body)
        if self.body.get("$patch") == "delete":
            return False
        return any(
            _writes(key, value, one) for key, value in self.body.items() if key != "metadata"
        )


def _operates(step: Any, one: Manifest) -> bool:
    path, value = str(step.get("path", "")), step.get("value")
    if WHOLE.match(path):
        return True
    last = path.rsplit("/", 2)[1:]
    if len(last) > 1 and last[0] == "env" and isinstance(value, dict) and last[1] == "-":
        return _sets(value, one)
    keys = {*path.split("/")}
    return "env" in keys or not keys.isdisjoint(MOVING) or _labels(path) or _within(value, one)


def _labels(path: str) -> bool:
    return "template/metadata/labels" in path or path in {"/metadata/name", "/metadata/namespace"}


def _writes(key: str, value: Any, one: Manifest) -> bool:
    if key in MOVING or key == "$patch":
        return True
    if key == "env" and isinstance(value, list):
        return any(_sets(variable, one) for variable in value)
    if key == "containers" and isinstance(value, list):
        known = {said(each_, "name") for each_ in containers(one)}
        added = any(part.get("name") not in known for part in value)
        return added or any(_within(part, one) for part in value)
    if key == "template" and isinstance(value, dict) and "labels" in (value.get("metadata") or {}):
        return True
    return _within(value, one)


def _within(value: Any, one: Manifest) -> bool:
    held = value.items() if isinstance(value, dict) else ()
    return any(_writes(key, inner, one) for key, inner in held)


def _sets(variable: Any, one: Manifest) -> bool:
    """Tell whether a variable is one that an object has, or may say where it listens."""
    name = str(variable.get("name", ""))
    own = {said(entry, "name") for part in containers(one) for entry in each(part, "env")}
    return not name or name in own or LISTENING.search(name) is not None


class Patching:
    """The kustomizations of a repository, by folder."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files
        named = (path for path in files if basename(path).lower().startswith("kustomization."))
        read = {dirname(path): _read(files[path]) for path in named}
        self.all = {folder: held[0] for folder, held in read.items() if held}

    def changes(self, one: Manifest) -> bool:
        """Tell whether a patch may change an object wherever it is run."""
        above = [start for start, taken in self._taken.items() if one.path in taken]
        last = [start for start in above if not any(start in t for t in self._within(start))]
        if any(not self._patches(start) for start in last):
            return False
        return any(
            patch.changes(one)
            for start in above
            for patch in self._patches(start)
            if self._reaches(start, patch, one)
        )

    def _within(self, start: str) -> Iterator[frozenset[str]]:
        yield from (taken for other, taken in self._taken.items() if other != start)

    def _reaches(self, start: str, patch: Patch, one: Manifest) -> bool:
        parts = self._taken[start] & self.all.keys()
        renamed = any({"namePrefix", "nameSuffix"} & self.all[part].keys() for part in parts)
        alike = patch.name in {"", one.name} or (renamed and one.name in patch.name)
        return alike and patch.kind in {"", one.kind}

    @cached_property
    def _taken(self) -> dict[str, frozenset[str]]:
        """Files and folders that each kustomization takes in, itself among them."""
        return {start: frozenset(self._followed(start)) for start in self.all}

    def _followed(self, start: str) -> Iterator[str]:
        seen, waiting = set[str](), [start]
        while waiting:
            now = waiting.pop()
            if now not in seen:
                seen.add(now)
                yield now
                held = self.all.get(now, {})
                named = [str(one) for key in TAKING for one in held.get(key) or ()]
                waiting += [normpath(join(now, one)) for one in named]

    def _patches(self, start: str) -> list[Patch]:
        parts = self._taken[start] & self.all.keys()
        return [one for part in sorted(parts) for one in self._own(part)]

    def _own(self, folder: str) -> Iterator[Patch]:
        held = self.all[folder]
        if REWRITING & held.keys():
            yield Patch("", "", None)
        for key, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
            yield from (Patch(kind, str(one.get("name", "")), None) for one in held.get(key) or ())
        for key in PATCHING:
            for entry in held.get(key) or ():
                yield from self._entry(folder, entry)

    def _entry(self, folder: str, entry: Any) -> Iterator[Patch]:
        inline = isinstance(entry, str) and "\n" in entry
        told = entry if isinstance(entry, dict) else {"patch" if inline else "path": entry}
        text, path = str(told.get("patch", "")), str(told.get("path", ""))
        target = told.get("target") or {}
        bodies = _read(self.files.get(normpath(join(folder, path)), "") if path else text)
        for body in bodies or [None]:
            own = body if isinstance(body, dict) and not target else {}
            name = str(target.get("name", "") or own.get("metadata", {}).get("name", ""))
            kind = str(target.get("kind", "") or own.get("kind", ""))
            yield Patch(kind, name if re.fullmatch(r"[\w.-]+", name) else "", body)


def _read(text: str) -> list[Any]:
    try:
        return [one for one in yaml.safe_load_all(text) if isinstance(one, dict | list)]
    except (yaml.YAMLError, ValueError):
        return []

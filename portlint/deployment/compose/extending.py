"""`extends`: a service that starts from another, in the same file or in one beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from portlint.core import Items, Map, Text, Value
from portlint.deployment.compose.budget import Budget
from portlint.deployment.compose.merging import merge, normal
from portlint.deployment.compose.variables import join

DEEPEST = 16
"""How many services may start from one another."""


@dataclass(frozen=True, slots=True)
class Extended:
    """A service with all that it starts from, the files for that, and whether all were there."""

    entry: Map
    files: frozenset[str] = frozenset()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Extending:
    """What services are extended with; each that others start from is made once.

    `read` puts variables in, `identity` names an item of a list by the list's key.
    """

    documents: Mapping[str, Map]
    read: Callable[[Text], str]
    identity: Callable[[str, Value], str]
    budget: Budget
    made: dict[tuple[str, str, str], Extended] = field(default_factory=dict)
    named: dict[str, Mapping[str, Value]] = field(default_factory=dict)

    def extended(self, entry: Map, path: str, folder: str, depth: int = 0) -> Extended:
        """Return a service merged upon what it extends; `path` is the file that holds it."""
        told = entry.get("extends")
        if told is None:
            return Extended(entry)
        name = told.get("service") if isinstance(told, Map) else told
        file = told.get("file") if isinstance(told, Map) else None
        other = join(folder, self.read(file)) if isinstance(file, Text) else path
        there = other.rpartition("/")[0] if other != path else folder
        below = self._below(other, there, name, depth) if isinstance(name, Text) else None
        if below is None:
            return Extended(entry, frozenset((other,)), complete=False)
        rebased = rebase(below.entry, there, folder) if there != folder else below.entry
        merged = merge(rebased, entry, "", self.identity)
        whole = merged if isinstance(merged, Map) else entry
        return Extended(whole, below.files | {other}, below.complete)

    def _below(self, path: str, folder: str, name: Text, depth: int) -> Extended | None:
        """Return the service that another starts from; None where it cannot be told."""
        key = (path, folder, self.read(name))
        if key in self.made:
            return self.made[key]
        entry = self._services(path).get(key[-1])
        if depth > DEEPEST or not isinstance(entry, Map) or not self.budget.spend(entry):
            return None
        self.made[key] = self.extended(entry, path, folder, depth + 1)
        return self.made[key]

    def _services(self, path: str) -> Mapping[str, Value]:
        if path not in self.named:
            document = self.documents.get(path)
            pairs = document.map("services").pairs if document else ()
            self.named[path] = {key.value: value for key, value in pairs}
        return self.named[path]


def rebase(value: Map, there: str, here: str) -> Map:
    """Return a service whose relative paths, written for one folder, are right in another."""
    up = "/".join([".."] * len([part for part in here.split("/") if part]))
    lead = "/".join(part for part in (up, there) if part) or "."
    pairs = tuple(
        (key, _moved(key.value, normal(one, key.value), f"./{lead}")) for key, one in value.pairs
    )
    return Map(value.location, pairs, value.tag)


def _moved(key: str, value: Value, lead: str) -> Value:
    if key == "build" and isinstance(value, Map):
        pairs = tuple(
            (name, _path(one, lead) if name.value == "context" else one)
            for name, one in value.pairs
        )
        return Map(value.location, pairs, value.tag)
    if key == "env_file" and isinstance(value, Items):
        return Items(value.location, tuple(_file(one, lead) for one in value.items), value.tag)
    if key == "volumes" and isinstance(value, Items):
        return Items(value.location, tuple(_volume(one, lead) for one in value.items), value.tag)
    return value


def _file(value: Value, lead: str) -> Value:
    if not isinstance(value, Map):
        return _path(value, lead)
    pairs = tuple(
        (name, _path(one, lead) if name.value == "path" else one) for name, one in value.pairs
    )
    return Map(value.location, pairs, value.tag)


def _volume(value: Value, lead: str) -> Value:
    if isinstance(value, Text):
        return _path(value, lead) if value.value.startswith(".") else value
    if not isinstance(value, Map) or value.text("type") != "bind":
        return value
    pairs = tuple(
        (name, _path(one, lead) if name.value == "source" else one) for name, one in value.pairs
    )
    return Map(value.location, pairs, value.tag)


def _path(value: Value, lead: str) -> Value:
    if (
        not isinstance(value, Text)
        or value.value.startswith(("/", "~", "$"))
        or "://" in value.value
    ):
        return value
    return Text(value.location, f"{lead}/{value.value}", value.plain, value.tag)

"""`extends`: a service that starts from another, in the same file or in one beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portlint.core import Items, Map, Text, Value
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


Documents = Mapping[str, Map]
Identity = Callable[[str, Value], str]


def extended(  # noqa: PLR0913, PLR0917  (what is extended, and with what)
    entry: Map, path: str, folder: str, documents: Documents, read: Callable[[Text], str],
    identity: Identity, depth: int = 0,
) -> Extended:  # fmt: skip
    """Return a service's entry merged upon what it extends; `path` is the file that holds it."""
    told = entry.get("extends")
    if told is None:
        return Extended(entry)
    name = (
        told if isinstance(told, Text) else told.get("service") if isinstance(told, Map) else None
    )
    file = told.get("file") if isinstance(told, Map) else None
    other = join(folder, read(file)) if isinstance(file, Text) else path
    document = documents.get(other)
    base = document.get("services", read(name)) if document and isinstance(name, Text) else None
    if not isinstance(base, Map) or depth > DEEPEST:
        return Extended(entry, frozenset((other,)), complete=False)
    there = other.rpartition("/")[0] if other != path else folder
    below = extended(base, other, there, documents, read, identity, depth + 1)
    rebased = rebase(below.entry, there, folder) if there != folder else below.entry
    merged = merge(rebased, entry, "", identity)
    whole = merged if isinstance(merged, Map) else entry
    return Extended(whole, below.files | {other}, below.complete)


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

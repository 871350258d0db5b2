"""Compose files that run together, loaded as Docker Compose loads them: to one stack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portlint.core import Map, Text, Value
from portlint.deployment.compose import port
from portlint.deployment.compose.budget import Budget
from portlint.deployment.compose.extending import Extending
from portlint.deployment.compose.ground import Ground
from portlint.deployment.compose.including import includes
from portlint.deployment.compose.interpolation import Found, Lookup, words
from portlint.deployment.compose.merging import cleaned, merge
from portlint.deployment.compose.reading import network, service
from portlint.deployment.compose.samples import Shown
from portlint.deployment.compose.variables import Files, join, project
from portlint.deployment.model import How, Network, Service, Stack

DEEPEST = 8
"""How many files may include one another."""

UNNAMED = "project"
"""What a stack at the root is called: by its checkout's folder, which no file of it knows."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """All Compose documents and environment files of the repository, by path."""

    documents: Mapping[str, Map]
    files: Files
    paths: frozenset[str]
    shown: Shown = field(default_factory=dict)
    examples: bool = True
    budget: Budget = field(default_factory=Budget)


@dataclass(slots=True)
class _Loaded:
    services: dict[str, Service] = field(default_factory=dict)
    networks: dict[str, Network] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    complete: bool = True


def load(shelf: Shelf, files: Sequence[str], reason: str) -> tuple[Stack, frozenset[str]]:
    """Return the stack of some files, the base first, and every file that took part."""
    folder = files[0].rpartition("/")[0]
    lookup = project(shelf.files, folder, (join(folder, ".env"),), examples=shelf.examples)
    name = _name(shelf, files, folder, lookup)
    if folder or name != UNNAMED:
        lookup = _both(lookup, {"COMPOSE_PROJECT_NAME": Found(name, How.DEFAULT)}.get)
    loaded = _Loaded()
    _load(shelf, files, folder, lookup, name, loaded, 0)
    cut = shelf.budget.left <= 0
    read = loaded.complete and not cut
    complete = read and _closed(loaded)
    stack = Stack(
        name, folder, tuple(files), reason, loaded.services, loaded.networks, complete, cut, read
    )
    return stack, frozenset(loaded.used)


def _closed(loaded: _Loaded) -> bool:
    """Tell whether all services and networks that are named are there, each with what it runs."""
    services = loaded.services.values()
    if not all(service.image or service.build for service in services):
        return False
    waited = {one for service in services for one, _ in service.depends_on}
    joined = {one.name for service in services for one in service.networks}
    return waited <= loaded.services.keys() and joined <= {"default", *loaded.networks}


def _name(shelf: Shelf, files: Sequence[str], folder: str, lookup: Lookup) -> str:
    told = lookup("COMPOSE_PROJECT_NAME")
    if told and told.value:
        return told.value
    for path in reversed(files):
        own = shelf.documents[path].get("name")
        if isinstance(own, Text) and not own.empty:
            return words(own, lookup).text
    last = folder.rpartition("/")[2].lower()
    return "".join(char for char in last if char.isalnum() or char in "-_").lstrip("-_") or UNNAMED


def _load(  # noqa: PLR0913, PLR0917  (one project: its files, place, variables and name)
    shelf: Shelf, files: Sequence[str], folder: str, lookup: Lookup, name: str,
    into: _Loaded, depth: int,
) -> None:  # fmt: skip
    """Merge files, then what they include, into one project."""
    into.used |= set(files)
    whole = cleaned(_merged(shelf, files, folder, lookup, into))
    configs = {
        key.value: entry for key, entry in whole.map("configs").pairs if isinstance(entry, Map)
    }
    ground = Ground(folder, lookup, shelf.files, shelf.paths, shelf.shown, configs)
    for key, entry in whole.map("services").pairs:
        if isinstance(entry, Map) and shelf.budget.left > 0:
            into.services[key.value] = read = service(key, entry, ground)
            shelf.budget.charge(read)
    for key, entry in whole.map("networks").pairs:
        into.networks[key.value] = network(key, entry, name, lookup)
    for included in includes(whole, folder, lookup):
        known = [path for path in included.files if path in shelf.documents]
        if len(known) < len(included.files) or depth > DEEPEST or set(known) <= into.used:
            into.complete = (
                into.complete and set(known) == set(included.files) and depth <= DEEPEST
            )
            continue
        inner = project(shelf.files, included.folder, included.env_files, examples=shelf.examples)
        _load(shelf, known, included.folder, _both(lookup, inner), name, into, depth + 1)


def _both(first: Lookup, second: Lookup) -> Lookup:
    return lambda name: first(name) or second(name)


def _merged(shelf: Shelf, files: Sequence[str], folder: str, lookup: Lookup, into: _Loaded) -> Map:
    """Return the files laid over one another, each service with what it extends."""

    def read(value: Text) -> str:
        return words(value, lookup).text

    def identity(key: str, value: Value) -> str:
        return _identity(key, value, lookup)

    extending = Extending(shelf.documents, read, identity, shelf.budget)
    whole: Map | None = None
    for path in files:
        document = shelf.documents[path]
        services = []
        for key, entry in document.map("services").pairs:
            if isinstance(entry, Map):
                found = extending.extended(entry, path, folder)
                into.used |= found.files
                into.complete = into.complete and found.complete
                if shelf.budget.spend(found.entry):
                    services.append((key, found.entry))
        own = _with_services(document, tuple(services))
        laid = merge(whole, own, "", identity) if whole else own
        whole = laid if isinstance(laid, Map) else own
    return whole or Map(shelf.documents[files[0]].location)


def _with_services(document: Map, services: tuple[tuple[Text, Map], ...]) -> Map:
    rest = tuple((key, value) for key, value in document.pairs if key.value != "services")
    first = next((key for key, _ in document.pairs if key.value == "services"), None)
    if first is None:
        return document
    return Map(document.location, (*rest, (first, Map(first.location, services))), document.tag)


def _identity(key: str, value: Value, lookup: Lookup) -> str:
    """Return what makes two items of a list one, by Compose's rule for the list's key."""
    if key == "ports":
        return port.identity(value, lookup)
    if key == "volumes":
        if isinstance(value, Map):
            return value.text("target")
        parts = words(value, lookup).text.split(":") if isinstance(value, Text) else [""]
        return parts[1] if len(parts) > 1 else parts[0]
    if isinstance(value, Map):
        return value.text("target") or value.text("source") or value.text("path")
    return words(value, lookup).text if isinstance(value, Text) and key != "command" else ""

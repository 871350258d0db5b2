"""Which Compose files run together: by name and folder, `COMPOSE_FILE`, or configuration."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from portlint.core import Document, Facts, Items, Map, PortUse, Text, Variable
from portlint.deployment.compose.gathering import gathered
from portlint.deployment.compose.including import includes
from portlint.deployment.compose.loading import Shelf, load
from portlint.deployment.compose.merging import normal
from portlint.deployment.compose.samples import shown
from portlint.deployment.compose.variables import EXAMPLES, by_path, join, nothing
from portlint.deployment.model import Stack

BASES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""The names that Compose looks for in a folder, the first that is there counts."""

OVERRIDE = re.compile(r"(?:docker-)?compose\.override\.ya?ml\Z")
NAMED_AFTER = re.compile(r"(?P<base>.+)\.override(?=\.ya?ml\Z)")
"""An override of another name than Compose's own, which people lay over the file of that name."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """Files that make one stack, and a clause that says why.

    `open` where they may run beside files that are not named, so that absence proves nothing.
    """

    files: tuple[str, ...]
    reason: str
    open: bool = False


def stacks(
    facts: Facts,
    paths: frozenset[str],
    chosen: Sequence[Sequence[str]] = (),
    *,
    examples: bool = True,
) -> tuple[Stack, ...]:
    """Return every stack of a repository.

    `paths` are all its files, `chosen` lists of files that run together by configuration; with
    `examples`, variables that no file sets have the values of `.env.example`.
    """
    documents = {
        one.location.path: one.root for one in facts.of(Document) if one.dialect == "compose"
    }
    variables = facts.of(Variable)
    named = shown(variables, facts.of(PortUse))
    shelf = Shelf(documents, by_path(variables), paths, named, examples)
    return gathered([one for plan in _plans(shelf, chosen) if (one := _loaded(shelf, plan))])


def _loaded(shelf: Shelf, plan: _Plan) -> Stack | None:
    stack, _ = load(shelf, plan.files, plan.reason)
    found = replace(stack, complete=False) if plan.open else stack
    return found if found.services or found.cut else None


def _plans(shelf: Shelf, chosen: Sequence[Sequence[str]]) -> Iterator[_Plan]:
    """Yield what runs together, each set of files once."""
    seen: set[tuple[str, ...]] = set()
    parts = _taken_in(shelf)
    for plan in (*_chosen(shelf, chosen), *_found(shelf, _named(chosen))):
        own = plan.reason == CHOSEN or not _is_part(plan, parts)
        if own and plan.files not in seen:
            seen.add(plan.files)
            yield plan


CHOSEN = "the configuration names them"


def _named(chosen: Sequence[Sequence[str]]) -> frozenset[str]:
    return frozenset(path for files in chosen for path in files)


def _chosen(shelf: Shelf, chosen: Sequence[Sequence[str]]) -> Iterator[_Plan]:
    for files in chosen:
        known = tuple(path for path in files if path in shelf.documents)
        if known:
            yield _Plan(known, CHOSEN, open=len(known) < len(files))


def _found(shelf: Shelf, taken: frozenset[str]) -> Iterator[_Plan]:
    """Yield the stacks of every folder, of the files that the configuration does not name."""
    folders: dict[str, list[str]] = defaultdict(list)
    for path in sorted(shelf.documents):
        if path not in taken:
            folders[path.rpartition("/")[0]].append(path)
    told = {folder: plan for folder in folders if (plan := _told(shelf, folder, taken))}
    elsewhere = {
        path
        for folder, plan in told.items()
        for path in plan.files
        if path.rpartition("/")[0] != folder and path.rpartition("/")[2] not in BASES
    }
    for folder, files in folders.items():
        own = [path for path in files if path not in elsewhere]
        yield from _folder(shelf, told.get(folder) or _conventional(folder, own), own)


def _told(shelf: Shelf, folder: str, taken: frozenset[str]) -> _Plan | None:
    """Return what `COMPOSE_FILE` names in a folder's `.env`, or in its example where none is."""
    for name in (".env", *EXAMPLES):
        path = join(folder, name)
        if path not in shelf.files and path not in shelf.paths:
            continue
        found = {one.name: one.value for one in shelf.files.get(path, ())}
        sign = found.get("COMPOSE_PATH_SEPARATOR", ":") or ":"
        named = [join(folder, part) for part in found.get("COMPOSE_FILE", "").split(sign) if part]
        known = tuple(part for part in named if part in shelf.documents and part not in taken)
        if known:
            return _Plan(known, f"COMPOSE_FILE in {name} names them", len(known) < len(named))
        if name == ".env":
            return None
    return None


def _conventional(folder: str, files: Iterable[str]) -> _Plan | None:
    """Return the file that `docker compose up` finds in a folder, with its override."""
    known = set(files)
    base = next((path for name in BASES if (path := join(folder, name)) in known), None)
    if base is None:
        return None
    name = base.rpartition("/")[2]
    over = next((path for path in files if OVERRIDE.match(path.rpartition("/")[2])), None)
    if over is None:
        return _Plan((base,), f"{name} is Compose's name")
    return _Plan((base, over), f"{name} with its override")


def _folder(shelf: Shelf, base: _Plan | None, files: Sequence[str]) -> Iterator[_Plan]:
    """Yield a folder's stacks: the base, and each variant apart from the others."""
    if base:
        yield base
    for path in files:
        if base and path in base.files:
            continue
        if below := _named_after(path, files):
            name, own = path.rpartition("/")[2], below.rpartition("/")[2]
            yield _Plan((below, path), f"{name} is named after {own}")
        elif _stands_alone(shelf.documents[path]):
            beside = bool(base) and not _shares(shelf, base, path)
            yield _Plan((path,), "every service in it has an image or a build", beside)
        elif base:
            name, below = path.rpartition("/")[2], base.files[0].rpartition("/")[2]
            yield _Plan((base.files[0], path), f"{name} changes what {below} says")
        elif _is_started(shelf.documents[path]):
            yield _Plan((path,), "what it is laid over is not in the repository", open=True)


def _named_after(path: str, files: Sequence[str]) -> str | None:
    """Return the file `x.yml` that `x.override.yml` is for."""
    match = NAMED_AFTER.match(path)
    names = (f"{match['base']}{ending}" for ending in (".yaml", ".yml")) if match else ()
    return next((name for name in names if name in files), None)


def _shares(shelf: Shelf, base: _Plan | None, path: str) -> bool:
    """Tell whether a file holds the base, or a service of it anew: a variant, and no addition."""
    files = base.files if base else ()
    known = {name for one in files for name in _services(shelf.documents[one])}
    document = shelf.documents[path]
    taken = {
        each for one in includes(document, path.rpartition("/")[0], nothing) for each in one.files
    }
    return taken >= {*files} or not known.isdisjoint(_services(document))


def _services(document: Map) -> dict[str, Map]:
    pairs = document.map("services").pairs
    return {key.value: entry for key, entry in pairs if isinstance(entry, Map)}


def _stands_alone(document: Map) -> bool:
    """Tell whether every service of a file can run by what the file says itself."""
    services = _services(document)
    if document.items("include"):
        return True
    networks = {"default", *(key.value for key, _ in document.map("networks").pairs)}
    return _is_started(document) and all(
        _names(one, "depends_on") <= services.keys() and _names(one, "networks") <= networks
        for one in services.values()
    )


def _is_started(document: Map) -> bool:
    """Tell whether a file says of every service what is started."""
    services = _services(document)
    return bool(services) and all(
        isinstance(one.get("image") or one.get("build") or one.get("extends"), Text | Map | Items)
        for one in services.values()
    )


def _names(service: Map, key: str) -> set[str]:
    entry = normal(service.get(key) or Items(service.location), key)
    return {name.value for name, _ in entry.pairs} if isinstance(entry, Map) else set()


@dataclass(frozen=True, slots=True)
class _Parts:
    included: frozenset[str]
    extended: frozenset[str]


def _taken_in(shelf: Shelf) -> _Parts:
    """Return the files that others include, and those that others' services start from."""
    included: set[str] = set()
    extended: set[str] = set()
    for path, document in shelf.documents.items():
        folder = path.rpartition("/")[0]
        for one in includes(document, folder, nothing):
            included.update(set(one.files) - {path})
        for entry in _services(document).values():
            file = entry.get("extends", "file")
            if isinstance(file, Text):
                extended.update({join(folder, file.value)} - {path})
    return _Parts(frozenset(included), frozenset(extended))


def _is_part(plan: _Plan, parts: _Parts) -> bool:
    """Tell whether files are there to be taken in by others, and for nothing else."""
    if parts.included.issuperset(plan.files):
        return True
    path = plan.files[0]
    named = path.rpartition("/")[2] in BASES
    return len(plan.files) == 1 and path in parts.extended and not named

"""Which Compose files run together: by name and folder, `COMPOSE_FILE`, or configuration."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from portlint.core import Document, Facts, Items, Map, Text, Variable
from portlint.deployment.compose.loading import Shelf, load
from portlint.deployment.compose.merging import normal
from portlint.deployment.compose.variables import by_path, join
from portlint.deployment.model import Stack

BASES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""The names that Compose looks for in a folder, the first that is there counts."""

OVERRIDE = re.compile(r"(?:docker-)?compose\.override\.ya?ml\Z")


@dataclass(frozen=True, slots=True)
class _Plan:
    """Files that make one stack, and a clause that says why."""

    files: tuple[str, ...]
    reason: str


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
    shelf = Shelf(documents, by_path(facts.of(Variable)), paths, examples)
    loaded = [(plan, *load(shelf, plan.files, plan.reason)) for plan in _plans(shelf, chosen)]
    taken_in = {path for plan, _, used in loaded for path in used - set(plan.files)}
    return tuple(
        stack for plan, stack, _ in loaded if stack.services and not taken_in >= set(plan.files)
    )


def _plans(shelf: Shelf, chosen: Sequence[Sequence[str]]) -> Iterator[_Plan]:
    taken: set[str] = set()
    for files in chosen:
        known = tuple(path for path in files if path in shelf.documents)
        if known:
            taken |= set(known)
            yield _Plan(known, "the configuration names them")
    folders: dict[str, list[str]] = defaultdict(list)
    for path in sorted(shelf.documents):
        if path not in taken:
            folders[path.rpartition("/")[0]].append(path)
    for folder, files in folders.items():
        yield from _folder(shelf, folder, files)


def _folder(shelf: Shelf, folder: str, files: Sequence[str]) -> Iterator[_Plan]:
    """Yield the stacks of one folder's files: the base, and each variant apart from the others."""
    told = tuple(path for path in _compose_file(shelf, folder) if path in files)
    base = told or tuple(_conventional(folder, files))
    if base:
        reason = "COMPOSE_FILE names them" if told else _because(base)
        yield _Plan(base, reason)
    for path in files:
        if path in base:
            continue
        if _stands_alone(shelf.documents[path]):
            yield _Plan((path,), "every service in it has an image or a build")
        elif base:
            name = path.rpartition("/")[2]
            yield _Plan(
                (*base[:1], path), f"{name} changes what {base[0].rpartition('/')[2]} says"
            )


def _compose_file(shelf: Shelf, folder: str) -> Iterator[str]:
    found = {one.name: one.value for one in shelf.files.get(join(folder, ".env"), ())}
    sign = found.get("COMPOSE_PATH_SEPARATOR", ":") or ":"
    for name in found.get("COMPOSE_FILE", "").split(sign):
        if name:
            yield join(folder, name)


def _conventional(folder: str, files: Iterable[str]) -> Iterator[str]:
    """Yield the file that `docker compose up` finds in a folder, and its override."""
    known = set(files)
    base = next((path for name in BASES if (path := join(folder, name)) in known), None)
    if base is not None:
        yield base
        overrides = (path for path in files if OVERRIDE.match(path.rpartition("/")[2]))
        yield from list(overrides)[:1]


def _because(base: tuple[str, ...]) -> str:
    names = [path.rpartition("/")[2] for path in base]
    return f"{names[0]} with its override" if len(names) > 1 else f"{names[0]} is Compose's name"


def _stands_alone(document: Map) -> bool:
    """Tell whether every service of a file can run by what the file says itself."""
    services = [entry for _, entry in document.map("services").pairs if isinstance(entry, Map)]
    if document.items("include"):
        return True
    names = {key.value for key, _ in document.map("services").pairs}
    networks = {"default", *(key.value for key, _ in document.map("networks").pairs)}
    own = all(
        isinstance(one.get("image") or one.get("build") or one.get("extends"), Text | Map | Items)
        and _names(one, "depends_on") <= names
        and _names(one, "networks") <= networks
        for one in services
    )
    return own and bool(services)


def _names(service: Map, key: str) -> set[str]:
    entry = normal(service.get(key) or Items(service.location), key)
    return {name.value for name, _ in entry.pairs} if isinstance(entry, Map) else set()

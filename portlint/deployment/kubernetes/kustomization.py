"""Kustomizations: which files they put together, and which objects they change."""

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from portlint.core import Document, Map, Text, Value
from portlint.deployment.kubernetes.model import PLAIN, Object
from portlint.deployment.kubernetes.patch import Patch, merged, operated

INCLUDING = ("resources", "bases", "components", "crds")
REWRITING = frozenset(
    "transformers generators helmCharts helmChartInflationGenerator replacements vars validators "
    "openapi configurations".split()
)
"""Fields that may change any object in ways that only a run of kustomize shows."""

TRANSFORMED = frozenset(("transformers",))
MARKING = frozenset(("LabelTransformer", "AnnotationsTransformer"))
"""Kustomize's own transformers that give objects marks, and change nothing else."""

GENERATED = {"configMapGenerator": "ConfigMap", "secretGenerator": "Secret"}
"""Fields that make objects of a kind, or change those that are there."""

RENAMING = frozenset(("namePrefix", "nameSuffix"))


@dataclass(frozen=True, slots=True)
class Kustomization:
    """One kustomization; paths are POSIX, relative to the root, and lead to files or folders."""

    folder: str
    includes: tuple[str, ...] = ()
    patching: tuple[str, ...] = ()
    patches: tuple[Patch, ...] = ()
    renames: bool = False


def kustomizations(
    documents: Iterable[Document], found: Iterable[Object], seen: frozenset[str]
) -> Iterator[Kustomization]:
    """Yield the kustomization of every folder that has one; `seen` are paths of any objects."""
    shelf = _Shelf(defaultdict(list), defaultdict(list), seen)
    held = tuple(documents)
    for one in found:
        shelf.objects[one.path].append(one)
    for document in held:
        if document.dialect == "patch":
            shelf.patches[document.location.path].append(document)
    for document in held:
        if document.dialect == "kustomize":
            yield _kustomization(document, shelf)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Objects and patches by path, and where there are objects of any kind."""

    objects: Mapping[str, list[Object]]
    patches: Mapping[str, list[Document]]
    seen: frozenset[str]


def _kustomization(document: Document, shelf: _Shelf) -> Kustomization:
    root = document.root
    folder = document.location.path.rpartition("/")[0]
    entries = list(_entries(root))
    keys = {key.value for key, _ in root.pairs}
    patches = [patch for entry in entries for patch in _patches(folder, entry, shelf)]
    patches += [
        Patch(kind, item.text("name"))
        for key, kind in GENERATED.items()
        for item in root.items(key)
        if isinstance(item, Map)
    ]
    if keys & REWRITING and not (
        keys & REWRITING == TRANSFORMED and _only_marks(root, folder, shelf.objects)
    ):
        patches.append(Patch())
    named = (_file(entry) for entry in entries)
    return Kustomization(
        folder,
        tuple(_paths(folder, (item for key in INCLUDING for item in root.items(key)))),
        tuple(path for name in named if (path := inside(folder, name))),
        tuple(patches),
        bool(keys & RENAMING),
    )


def _only_marks(root: Map, folder: str, objects: Mapping[str, list[Object]]) -> bool:
    """Tell whether all transformers are files of the repository that only give objects marks."""
    files = list(_paths(folder, root.items("transformers")))
    known = [one for path in files for one in objects.get(path, [])]
    found = len(files) == len(root.items("transformers")) == len(known)
    return found and all(one.kind in MARKING for one in known)


def _entries(root: Map) -> Iterator[Value]:
    for key in ("patches", "patchesStrategicMerge", "patchesJson6902"):
        yield from root.items(key)


def _paths(folder: str, entries: Iterable[Value]) -> Iterator[str]:
    for entry in entries:
        path = inside(folder, entry.value) if isinstance(entry, Text) else None
        if path is not None:
            yield path


def inside(folder: str, name: str) -> str | None:
    """Return a path that a kustomization names, None where it leads out of the repository."""
    if not name or "://" in name or "\n" in name or name.startswith("/"):
        return None
    path = posixpath.normpath(posixpath.join(folder, name))
    if path.startswith(".."):
        return None
    return "" if path == "." else path


def _file(entry: Value) -> str:
    """Return the file of a patch, empty where the patch stands in the kustomization itself."""
    if isinstance(entry, Map):
        return entry.text("path")
    return entry.value if isinstance(entry, Text) and "\n" not in entry.value else ""


def _patches(folder: str, entry: Value, shelf: _Shelf) -> Iterator[Patch]:
    """Yield what an entry does to whom; one that cannot be read may do anything."""
    file = inside(folder, _file(entry)) or ""
    target = entry.map("target") if isinstance(entry, Map) else Map(entry.location)
    done = _documents(entry, file, shelf)
    merges = [(one.kind, one.name, one.root) for one in shelf.objects.get(file, ()) if file]
    merges += [
        (one.text("kind"), one.text("metadata", "name"), one) for one in done if _merges(one)
    ]
    found = [Patch(kind, name, merged(root)) for kind, name, root in merges]
    found += [Patch(changes=operated(one)) for one in done if not _merges(one)]
    if not found and file not in shelf.seen:
        found.append(Patch())
    if not target.pairs:
        yield from found
        return
    kind, name = target.text("kind"), target.text("name")
    for one in found:
        yield Patch(kind if kind.isalpha() else "", name if PLAIN.match(name) else "", one.changes)


def _documents(entry: Value, file: str, shelf: _Shelf) -> list[Map]:
    """Return the patches of an entry's file, or those that stand in the entry itself."""
    text = entry.get("patch") if isinstance(entry, Map) else entry
    place = text.location if isinstance(text, Text) else entry.location
    held = shelf.patches.get(file or place.path, ())
    return [one.root for one in held if file or place.start <= one.location.start < place.end]


def _merges(root: Map) -> bool:
    """Tell a strategic merge from a list of operations."""
    return root.get("items") is None or root.get("kind") is not None

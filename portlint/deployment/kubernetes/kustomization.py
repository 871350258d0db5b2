"""Kustomizations: which files they put together, and which objects they change."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from portlint.core import Document, Map, Text, Value
from portlint.deployment.kubernetes.model import PLAIN, Object

KIND = re.compile(r"^[ ]*[\"']?kind[\"']?:[ ]*[\"']?([\w.-]+)", re.MULTILINE)
NAME = re.compile(r"^[ -]*[\"']?name[\"']?:[ ]*[\"']?([\w.-]+)", re.MULTILINE)
BEARING = re.compile(
    r"port|args|command|selector|\$patch|\benv(?:From)?\b|ConfigMap|Secret"
    r"|/containers/(?:\d+|-)[\"']?$",
    re.IGNORECASE | re.MULTILINE,
)
"""What a patch says that may change where something listens, is found, or calls."""

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
class Patch:
    """What a patch is for; empty for any kind, or any name."""

    kind: str = ""
    name: str = ""

    def reaches(self, found: Object) -> bool:
        """Tell whether an object may be meant; a prefix may stand before its name by then."""
        return self.kind in ("", found.kind) and (not self.name or found.name in self.name)


@dataclass(frozen=True, slots=True)
class Kustomization:
    """One kustomization; paths are POSIX, relative to the root, and lead to files or folders."""

    folder: str
    includes: tuple[str, ...] = ()
    patching: tuple[str, ...] = ()
    patches: tuple[Patch, ...] = ()
    renames: bool = False


def kustomizations(
    documents: Iterable[Document], found: Iterable[Object]
) -> Iterator[Kustomization]:
    """Yield the kustomization of every folder that has one."""
    by_path: dict[str, list[Object]] = {}
    for one in found:
        by_path.setdefault(one.path, []).append(one)
    for document in documents:
        if document.dialect == "kustomize":
            yield _kustomization(document, by_path)


def _kustomization(document: Document, by_path: Mapping[str, list[Object]]) -> Kustomization:
    root = document.root
    folder = document.location.path.rpartition("/")[0]
    entries = list(_entries(root))
    keys = {key.value for key, _ in root.pairs}
    patches = [patch for entry in entries for patch in _patches(folder, entry, by_path)]
    patches += [
        Patch(kind, item.text("name"))
        for key, kind in GENERATED.items()
        for item in root.items(key)
        if isinstance(item, Map)
    ]
    if keys & REWRITING and not (
        keys & REWRITING == TRANSFORMED and _only_marks(root, folder, by_path)
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


def _only_marks(root: Map, folder: str, by_path: Mapping[str, list[Object]]) -> bool:
    """Tell whether all transformers are files of the repository that only give objects marks."""
    files = list(_paths(folder, root.items("transformers")))
    known = [one for path in files for one in by_path.get(path, [])]
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


def _patches(folder: str, entry: Value, by_path: Mapping[str, list[Object]]) -> Iterator[Patch]:
    text = entry.value if isinstance(entry, Text) else ""
    if isinstance(entry, Map):
        text = entry.text("patch")
    named = by_path.get(inside(folder, _file(entry)) or "\n", [])
    bearing = any(map(bears, named)) if named else BEARING.search(text)
    if not bearing and (named or "\n" in text):
        return
    target = entry.map("target") if isinstance(entry, Map) else None
    if target is not None and target.pairs:
        name = target.text("name")
        yield Patch(target.text("kind"), name if PLAIN.match(name) else "")
    elif named:
        yield from (Patch(one.kind, one.name) for one in named)
    else:
        names = NAME.findall(text) or [""]
        yield from (Patch(kind, name) for kind in KIND.findall(text) or [""] for name in names)


def bears(found: Object) -> bool:
    """Tell whether an object, taken as a patch, says where something listens, or calls."""
    if found.kind in GENERATED.values():
        return True
    waiting: list[Value] = [found.root]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Map):
            if any(BEARING.search(key.value) for key, _ in one.pairs):
                return True
            waiting.extend(value for _, value in one.pairs)
        elif not isinstance(one, Text):
            waiting.extend(one.items)
    return False

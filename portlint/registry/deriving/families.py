"""What a person would call a stack: by the name of its file, its project or its folder."""

import re
from collections import defaultdict
from collections.abc import Iterable

from portlint.deployment.model import Stack

FILE = re.compile(r"(?:docker-?)?(?:compose)?[-._]*(?P<label>.*?)\.ya?ml\Z", re.IGNORECASE)
NUMBERED = re.compile(r"\A\d+(?:[-._]\d+)*[-._]+")
PLAIN = re.compile(r"[^A-Za-z0-9]+")
VARIANTS = frozenset(
    "all amd arm arm64 base build common cpu default dev development dist full gpu light lite "
    "local minimal nvidia override prod production stack staging standalone swarm test".split()
)
"""Words of files that are the same system in another shape."""

STAGE = re.compile(r"-(?:dev|development|prod|production|staging)\Z")
GENERIC = frozenset(
    "app cluster compose deploy deployment devcontainer docker infra k8s kubernetes kustomize "
    "manifests overlays src".split()
)
"""Names of folders that tell nothing of what is in them."""


def families(stacks: Iterable[Stack], root: str) -> dict[str, str]:
    """Return the family of each file by its path; variants in one folder are one family.

    `root` is what the repository is called.
    """
    found: dict[str, tuple[str, str]] = {}
    for stack in stacks:
        for path in stack.files:
            found.setdefault(path, (stack.folder, _label(path, stack, root)))
    folders: dict[str, set[str]] = defaultdict(set)
    for folder, label in found.values():
        folders[label].add(folder)
    names: dict[str, str] = {}
    for path, (folder, label) in found.items():
        apart = len(folders[label]) > 1
        parents = [part for part in map(_plain, folder.split("/")) if part and part != label]
        names[path] = "-".join([*parents[-2:], label]) if apart and parents else label
    return names


def label_of(path: str, root: str) -> str:
    """Return what a file alone would be called, else its folder."""
    return _of_file(path) or telling(path.split("/")[:-1]) or _plain(root) or "main"


def _of_file(path: str) -> str:
    match = FILE.match(path.rpartition("/")[2])
    parts = PLAIN.split(NUMBERED.sub("", match["label"]).lower()) if match else []
    return "-".join(part for part in parts if part and part not in VARIANTS)


def _label(path: str, stack: Stack, root: str) -> str:
    folder = _plain(stack.folder.rpartition("/")[2])
    named = _plain(stack.name) if _plain(stack.name) not in {"", "project", folder} else ""
    return _of_file(path) or named or telling(stack.folder.split("/")) or _plain(root) or "main"


def telling(parts: Iterable[str] | str) -> str:
    """Return the last of some folders, or a name, that says what a stack is, without variants."""
    found = ""
    for part in [parts] if isinstance(parts, str) else parts:
        own = STAGE.sub("", _plain(part))
        if own and own not in GENERIC | VARIANTS and not own.isdecimal():
            found = own
    return found


def _plain(text: str) -> str:
    return PLAIN.sub("-", text).strip("-").lower()

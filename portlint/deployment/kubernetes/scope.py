"""What belongs together: one folder's files, and what a kustomization names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from portlint.deployment.kubernetes.kustomization import Kustomization, Patch
from portlint.deployment.kubernetes.model import Object

STEPS = 200_000
"""Files and folders that are followed, for all kustomizations together."""

HELD = 16
"""Kustomizations of one file that are told apart."""

PATCHES = 200
"""Patches that are looked at; of what has more, nothing is said."""


class Scopes:
    """Answers which files run together, and whose objects something else may change."""

    def __init__(self, found: Iterable[Kustomization], blind: frozenset[str]) -> None:
        kustomizations = {one.folder: one for one in found}
        self._families = _Families()
        for one in kustomizations.values():
            for path in (*one.includes, *one.patching):
                node = f"{path}/" if path in kustomizations else path
                self._families.join(f"{one.folder}/", node)
        self._patches: dict[str, list[Patch]] = defaultdict(list)
        self._renamed: set[str] = set()
        for one in kustomizations.values():
            family = self._families.of(f"{one.folder}/")
            self._patches[family] += one.patches
            if one.renames:
                self._renamed.add(family)
        self._closures = _closures(kustomizations)
        self._blind = blind
        self.patching = frozenset(path for one in kustomizations.values() for path in one.patching)

    def of(self, path: str) -> tuple[str, ...]:
        """Return the names of everything that a file is a part of; its folder first."""
        return (folder(path), *self._closures.get(path, ()))

    def changed(self, found: Object) -> bool:
        """Tell whether a patch may change where an object listens."""
        patches = self._patches.get(self._families.of(found.path), ())
        return len(patches) > PATCHES or any(patch.reaches(found) for patch in patches)

    def renamed(self, path: str) -> bool:
        """Tell whether objects of a file may run under other names."""
        return self._families.of(path) in self._renamed

    def blind(self, path: str) -> bool:
        """Tell whether a file that was not read may have more objects beside these."""
        return folder(path) in self._blind


class _Families:
    """Sets of paths that grow together."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Return the path that stands for all of a family."""
        while (above := self._above.get(path, path)) != path:
            self._above[path] = path = self._above.get(above, above)
        return path

    def join(self, one: str, other: str) -> None:
        """Make one family of two."""
        self._above[self.of(one)] = self.of(other)


def _closures(kustomizations: Mapping[str, Kustomization]) -> Mapping[str, tuple[str, ...]]:
    """Return, by file, the kustomizations that take it in, themselves or through others."""
    found: dict[str, list[str]] = defaultdict(list)
    left = STEPS
    for start in kustomizations:
        seen: set[str] = set()
        waiting = [start]
        while waiting and left > 0:
            path = waiting.pop()
            left -= 1
            if path in seen:
                continue
            seen.add(path)
            if path in kustomizations:
                waiting.extend(kustomizations[path].includes)
            elif len(found[path]) < HELD:
                found[path].append(f"{start}/kustomization.yaml")
    return {path: tuple(names) for path, names in found.items()}


def folder(path: str) -> str:
    """Return the folder of a file, with a slash at its end."""
    return path.rpartition("/")[0] + "/"

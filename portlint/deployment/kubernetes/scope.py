"""What belongs together: one folder's files, and what a kustomization names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from portlint.deployment.kubernetes.changes import ANYTHING, Changes, together
from portlint.deployment.kubernetes.kustomization import Kustomization
from portlint.deployment.kubernetes.model import Object
from portlint.deployment.kubernetes.patch import Patch

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
        self._above, whole = _above(kustomizations)
        taken = {path for one in kustomizations.values() for path in one.includes}
        self._last = frozenset(kustomizations) - taken
        self._endless = len(whole) < len(kustomizations)
        self._patches = {start: tuple(_patches(kustomizations, within)) for start, within in whole}
        self._reaching: dict[str, tuple[Patch, ...]] = {}
        self._renaming = frozenset(
            start for start, within in whole if any(kustomizations[one].renames for one in within)
        )
        self._blind = blind
        self.patching = frozenset(path for one in kustomizations.values() for path in one.patching)

    def of(self, path: str) -> tuple[str, ...]:
        """Return the names of everything that a file is a part of; its folder first."""
        above = self._above.get(path, ())[:HELD]
        return (folder(path), *(f"{one}/kustomization.yaml" for one in above))

    def changes(self, found: Object) -> Changes:
        """Return what patches may change of an object, in whichever kustomization."""
        path = found.path
        patches = self._reaching.get(path)
        if patches is None:
            patches = self._reaching[path] = self._patches_of(path)
        if self._endless or len(patches) > PATCHES:
            return ANYTHING
        renamed = self.renamed(path)
        return together(one.changes for one in patches if one.reaches(found, renamed=renamed))

    def _patches_of(self, path: str) -> tuple[Patch, ...]:
        """Return the patches of everything that takes a file in; of too many, some.

        None where a kustomization that is a part of no other runs the file as it is written.
        """
        above = self._above.get(path, ())
        if any(start in self._last and not self._patches.get(start) for start in above):
            return ()
        found: dict[int, Patch] = {}
        for start in above:
            found.update((id(one), one) for one in self._patches.get(start, ()))
            if len(found) > PATCHES:
                break
        return tuple(found.values())

    def renamed(self, path: str) -> bool:
        """Tell whether objects of a file may run under other names."""
        return not self._renaming.isdisjoint(self._above.get(path, ()))

    def blind(self, path: str) -> bool:
        """Tell whether a file that was not read may have more objects beside these."""
        return folder(path) in self._blind


Within = tuple[tuple[str, tuple[str, ...]], ...]
"""Kustomizations, each with all that it takes in, itself first."""


def _above(found: Mapping[str, Kustomization]) -> tuple[Mapping[str, list[str]], Within]:
    """Return, by file, the kustomizations that take it in, themselves or through others."""
    above: dict[str, list[str]] = defaultdict(list)
    whole: list[tuple[str, tuple[str, ...]]] = []
    left = STEPS
    for start in found:
        seen: dict[str, None] = {}
        waiting = [start]
        while waiting and left > 0:
            path = waiting.pop()
            left -= 1
            if path in seen:
                continue
            seen[path] = None
            if path in found:
                waiting.extend(found[path].includes)
            else:
                above[path].append(start)
        if left <= 0:
            break
        whole.append((start, tuple(one for one in seen if one in found)))
    return above, tuple(whole)


def _patches(found: Mapping[str, Kustomization], within: Iterable[str]) -> Iterator[Patch]:
    for one in within:
        yield from found[one].patches


def folder(path: str) -> str:
    """Return the folder of a file, with a slash at its end."""
    return path.rpartition("/")[0] + "/"

"""A folder's files where there is no git, by the rules of each `.gitignore` on the way."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pathspec import GitIgnoreSpec

from portlint.engine.passing import VENDORED

Rules = tuple[str, GitIgnoreSpec]
LARGEST = 200_000
"""Bytes of a `.gitignore` that is still read."""


def walk(root: Path, top: Path, refused: Callable[[str], object]) -> Iterator[str]:
    """Yield POSIX paths relative to the root; tell `refused` of each folder that is closed.

    A vendored folder is yielded as such and not entered. Links to folders are not followed.
    """

    def closed(error: OSError) -> None:
        refused(_relative(root, Path(error.filename)))

    rules = list(_above(root, top))
    for directory, folders, names in os.walk(top, onerror=closed):
        here = _relative(root, Path(directory))
        prefix = f"{here}/" if here else ""
        rules = [(base, spec) for base, spec in rules if prefix.startswith(base)]
        if ".gitignore" in names:
            rules += _read(Path(directory), prefix)
        entered = []
        for folder in sorted(folders):
            if VENDORED.search(f"/{folder}/"):
                yield f"{prefix}{folder}/"
            elif folder != ".git" and not ignored(rules, f"{prefix}{folder}/"):
                entered.append(folder)
        folders[:] = entered
        yield from (f"{prefix}{n}" for n in sorted(names) if not ignored(rules, f"{prefix}{n}"))


def ignored(rules: Sequence[Rules], path: str) -> bool:
    """Decide by the nearest `.gitignore` that says anything of a path."""
    for base, spec in reversed(rules):
        verdict = spec.check_file(path.removeprefix(base)).include
        if verdict is not None:
            return verdict
    return False


def _above(root: Path, top: Path) -> Iterator[Rules]:
    """Yield the rules of the folders between the root and where the walk begins."""
    here = root
    for part in top.relative_to(root).parts:
        relative = _relative(root, here)
        yield from _read(here, f"{relative}/" if relative else "")
        here /= part


def _read(folder: Path, prefix: str) -> list[Rules]:
    path = folder / ".gitignore"
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            return []
        lines = path.read_text("utf-8", "replace").splitlines()
        return [(prefix, GitIgnoreSpec.from_lines(lines))]
    except (OSError, ValueError):
        return []


def _relative(root: Path, path: Path) -> str:
    relative = path.relative_to(root).as_posix()
    return "" if relative == "." else relative

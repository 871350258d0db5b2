"""Which files there are: as git lists them, else walked with the rules of `.gitignore`."""

import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from portlint.engine import git
from portlint.engine.passing import Passing, environments

LARGEST = 2_000_000
"""Bytes. Larger files are data; 50 MB of minified JavaScript take 20 s and 3.7 GB to parse."""


class NoInput(Exception):  # noqa: N818  (it is what happened, and is caught by name)
    """There is nothing to read; the message says what was asked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: its path relative to the root, its size in bytes, and when it changed."""

    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a run, in order of their paths, and those left out, counted by reason.

    `base` is the folder that was asked for, as `a/b/`, empty where that is the root; `closed` are
    folders that could not be listed; `name` is what the cache knows it by, the root where empty.
    `running` are folders, likewise, that hold no example whatever their names say.
    """

    root: Path
    files: tuple[Entry, ...]
    left_out: Counter[str] = field(default_factory=Counter)
    oversized: tuple[Entry, ...] = ()
    base: str = ""
    closed: tuple[str, ...] = ()
    name: str = ""
    running: tuple[str, ...] = ()

    @property
    def paths(self) -> frozenset[str]:
        """The paths of all files."""
        return frozenset(entry.path for entry in self.files)

    @property
    def systems(self) -> tuple[str, ...]:
        """The folders that are each read as a repository of their own, in order."""
        return tuple(sorted({folder for folder in (self.base, *self.running) if folder}))


def discover(
    paths: Sequence[Path],
    *,
    exclude: Sequence[str] = (),
    home: Path | None = None,
    root: Path | None = None,
) -> Listing:
    """List the files under `paths`; raise NoInput where one does not exist.

    `exclude` holds globs of paths relative to `home`, the root where that is not given.
    """
    for path in paths:
        if not path.exists():
            message = f"{path}: no such file or directory"
            raise NoInput(message)
    root = root or root_of(paths[0])
    closed: list[str] = []
    names = sorted(set(_listed(root, paths, closed)))
    passing = Passing(root, home or root, exclude, environments(names))
    left_out: Counter[str] = Counter()
    kept: list[str] = []
    for name in names:
        if reason := passing.reason(name):
            left_out[reason] += 1
        else:
            kept.append(name)
    files, other = _entries(root, kept)
    left_out.update(other)
    base = _relative(root, paths[0].resolve()) if len(paths) == 1 and paths[0].is_dir() else ""
    return Listing(
        root,
        tuple(entry for entry in files if entry.size <= LARGEST),
        left_out,
        tuple(entry for entry in files if entry.size > LARGEST),
        f"{base}/" if base else "",
        tuple(closed),
    )


def root_of(path: Path) -> Path:
    """Return the git top level around `path`, else the directory itself."""
    start = path.resolve() if path.is_dir() else path.resolve().parent
    return git.top_level(start) or start


def _listed(root: Path, paths: Sequence[Path], closed: list[str]) -> Iterator[str]:
    for path in paths:
        inside = _relative(root, path.resolve())
        if not path.is_dir():
            yield inside
            continue
        listed = git.files(root, inside)
        if listed is None:
            from portlint.engine.walk import walk  # noqa: PLC0415  (pathspec: outside git only)

            listed = list(walk(root, path.resolve(), closed.append))
        yield from listed


def _relative(root: Path, path: Path) -> str:
    try:
        relative = path.relative_to(root).as_posix()
    except ValueError as error:
        message = f"{path} lies outside {root}: check one repository at a time"
        raise NoInput(message) from error
    return "" if relative == "." else relative


def _entries(root: Path, names: Sequence[str]) -> tuple[list[Entry], Counter[str]]:
    """Return what is known of each regular file, and why the others are left out."""
    known = set(names)
    entries: list[Entry] = []
    left_out: Counter[str] = Counter()
    for name in names:
        found = _entry(root, name, known)
        if isinstance(found, Entry):
            entries.append(found)
        elif found:
            left_out[found] += 1
    return entries, left_out


def _entry(root: Path, name: str, known: set[str]) -> Entry | str:
    """Return what is known of a file, or why it is left out; nothing of one that is gone."""
    try:
        status = os.lstat(f"{root}/{name}")
    except (OSError, ValueError):
        return ""
    if stat.S_ISLNK(status.st_mode):
        return _behind_link(root, name, known)
    if stat.S_ISDIR(status.st_mode):
        return "other repository"
    if not stat.S_ISREG(status.st_mode):
        return "pipe or device"
    return Entry(name, status.st_size, status.st_mtime_ns)


def _behind_link(root: Path, name: str, known: set[str]) -> Entry | str:
    """Follow a link to a file inside the root that is not read under its own name already."""
    try:
        target = (root / name).resolve(strict=True)
        status = target.stat()
    except (OSError, RuntimeError, ValueError):
        return "link"
    inside = target.is_relative_to(root) and stat.S_ISREG(status.st_mode)
    if not inside or target.relative_to(root).as_posix() in known:
        return "link"
    return Entry(name, status.st_size, status.st_mtime_ns)

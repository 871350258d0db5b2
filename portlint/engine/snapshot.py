"""The files of a commit or of the index, read as a run reads the work tree, and without it."""

import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from portlint.core import Fact
from portlint.engine import git
from portlint.engine.discovery import LARGEST, Entry, Listing
from portlint.engine.gather import Gathered

Gather = Callable[[Listing], Gathered]
"""Reads a listing, as the run reads its own."""


class Unfetched(Exception):  # noqa: N818  (it is what happened, and is caught by name)
    """A partial clone lacks a file; the message names it."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Where files are read: below a root, but for those that lie elsewhere."""

    root: Path
    instead: Mapping[str, Path]

    def __truediv__(self, path: str) -> Path:
        return self.instead.get(path, self.root / path)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A listing as it was at some time, its facts, and where its files are read.

    `same` are the paths whose bytes are those of the work tree.
    """

    listing: Listing
    gathered: Gathered
    layer: Layer
    same: frozenset[str]


@contextmanager
def opened(
    listing: Listing,
    now: Gathered,
    blobs: Mapping[str, str],
    gather: Gather,
    in_scope: Callable[[str], bool],
) -> Iterator[Snapshot]:
    """Read the files that git keeps under `blobs`, ids by path; the work tree is not touched.

    What has not changed since is not read again; what has is laid out in a folder of its own for
    as long as the block runs. Raise Unfetched where git does not have a file.
    """
    wanted = {path: one for path, one in blobs.items() if _is_plain(path) and in_scope(path)}
    same = frozenset(path for path in listing.paths & wanted.keys() if _is(listing, path, wanted))
    other = {path: one for path, one in wanted.items() if path not in same}
    with overlaid(listing, now, same, _bytes(listing.root, other), gather) as snapshot:
        yield snapshot


@contextmanager
def overlaid(
    listing: Listing,
    now: Gathered,
    same: frozenset[str],
    contents: Iterable[tuple[str, bytes]],
    gather: Gather,
) -> Iterator[Snapshot]:
    """Read files as if they held other bytes; those that are the `same` are not read again."""
    with tempfile.TemporaryDirectory(prefix="portlint-") as scratch:
        folder = Path(scratch).resolve()
        laid = tuple(_laid_out(folder, contents))
        name = f"{listing.root}@snapshot"
        own = replace(listing, root=folder, files=laid, oversized=(), closed=(), name=name)
        read = gather(own)
        unchanged = (entry for entry in listing.files if entry.path in same)
        files = tuple(sorted((*unchanged, *laid), key=lambda entry: entry.path))
        yield Snapshot(
            replace(listing, files=files),
            _joined(now, read, same),
            Layer(listing.root, {entry.path: folder / entry.path for entry in laid}),
            same,
        )


def _is_plain(path: str) -> bool:
    """Tell whether a path leads nowhere but down, on any system: a tree may hold any name."""
    parts = PurePosixPath(path).parts
    windows = PureWindowsPath(path)
    return not (
        path.startswith("/")
        or windows.drive
        or windows.root
        or any(part in ("..", ".") or part.lower() == ".git" for part in (*parts, *windows.parts))
    )


def _is(listing: Listing, path: str, blobs: Mapping[str, str]) -> bool:
    """Tell whether a file of the work tree has the bytes that git keeps; no filter is run."""
    try:
        data = (listing.root / path).read_bytes()
    except OSError:
        return False
    kind = "sha1" if len(blobs[path]) == 40 else "sha256"  # noqa: PLR2004  (hexadecimal digits)
    named = hashlib.new(kind, b"blob %d\0" % len(data), usedforsecurity=False)
    named.update(data)
    return named.hexdigest() == blobs[path]


def _bytes(root: Path, blobs: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    found = git.contents(root, blobs.values(), LARGEST)
    for (path, one), data in zip(blobs.items(), found, strict=True):
        if data is not None:
            yield path, data
        elif git.lacks(root, one):
            raise Unfetched(path)


def _laid_out(folder: Path, contents: Iterable[tuple[str, bytes]]) -> Iterator[Entry]:
    for path, data in contents:
        place = folder / path
        with suppress(OSError, ValueError):  # a tree may hold what no folder can
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            status = place.stat()
            yield Entry(path, status.st_size, status.st_mtime_ns)


def _joined(now: Gathered, read: Gathered, same: frozenset[str]) -> Gathered:
    by_path: dict[str, list[Fact]] = defaultdict(list)
    for fact in now.facts:
        if fact.location.path in same:
            by_path[fact.location.path].append(fact)
    for fact in read.facts:
        by_path[fact.location.path].append(fact)
    facts = tuple(fact for path in sorted(by_path) for fact in by_path[path])
    return Gathered(facts, read.crashes)

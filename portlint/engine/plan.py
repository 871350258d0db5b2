"""What a sync would change: rendered artifacts held against the files that there are."""

import errno
import os
import re
import stat
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from portlint.core import Artifact, Section
from portlint.core.artifact import HEAD, MARK, UNMARKABLE, WORD, refusal
from portlint.core.marked import SectionError, filled
from portlint.engine.artifacts import Rendered
from portlint.engine.discovery import Listing

LARGEST = 20_000_000
"""Bytes of a file that is compared; a page of 10,000 services has three million."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file to be: its bytes and mode before and after; None where there is, or will be, none.

    `path` is POSIX and relative to the configuration's folder; a `mode` of None is the default.
    """

    path: str
    generator: str
    before: bytes | None
    after: bytes | None
    mode: int | None = None
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All changes in order of their paths, how many files stay, and why nothing may be written.

    `paths` are all files that are rendered, changed or not.
    """

    changes: tuple[Change, ...]
    unchanged: int
    problems: tuple[str, ...]
    paths: tuple[str, ...] = ()


class Refused(Exception):  # noqa: N818  (it is what happened)
    """Nothing may be written at a path; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where artifacts are written: below `home`, and never outside `root`."""

    root: Path
    home: Path

    def place(self, path: str) -> Path:
        """Return where a file really is, links followed; raise Refused where that is elsewhere."""
        if reason := refusal(path):
            message = f"{path}: {reason}"
            raise Refused(message)
        root = self.root.resolve()
        real = _resolved(self.home / path)
        if real is None:
            message = f"{path}: leads in circles"
            raise Refused(message)
        if not real.is_relative_to(root) or refusal(real.relative_to(root).as_posix()):
            message = f"{path}: is a link that leads out of {self.root}"
            raise Refused(message)
        for folder in real.parents:
            if folder.exists():
                if not folder.is_dir():
                    message = f"{path}: {folder} is a file, not a folder"
                    raise Refused(message)
                break
        return real

    def read(self, path: str) -> tuple[bytes, int] | None:
        """Return bytes and mode of a file; None where there is none."""
        place = self.place(path)
        try:
            status = place.stat()
            if not stat.S_ISREG(status.st_mode):
                message = f"{path}: is no regular file"
                raise Refused(message)
            if status.st_size > LARGEST:
                message = f"{path}: is larger than {LARGEST // 1_000_000} MB"
                raise Refused(message)
            return place.read_bytes(), stat.S_IMODE(status.st_mode)
        except FileNotFoundError:
            return None
        except OSError as error:
            message = f"{path}: cannot be read: {error.strerror}"
            raise Refused(message) from error


def _resolved(path: Path) -> Path | None:
    """Return where a path leads, links followed; None where they lead in circles.

    Up to Python 3.12 resolving says so itself; since then the file system does.
    """
    try:
        real = path.resolve()
    except RuntimeError:
        return None
    try:
        real.lstat()
    except OSError as error:
        return None if error.errno == errno.ELOOP else real
    return real


def plan(ground: Ground, rendered: Iterable[Rendered], leftovers: Mapping[str, str]) -> Plan:
    """Compare; `leftovers` are paths that nothing renders any more, with their generators."""
    changes: list[Change] = []
    problems: list[str] = []
    unchanged = 0
    by_path = dict(sorted(_by_path(rendered).items()))
    for path, parts in by_path.items():
        try:
            found = _file(ground, parts[0]) if len(parts) == 1 else None
            change = found or _sections(ground, path, parts)
        except Refused as error:
            problems.append(str(error))
            continue
        if _differs(change):
            changes.append(change)
        else:
            unchanged += 1
    for path, generator in leftovers.items():
        try:
            if content := ground.read(path):
                changes.append(Change(path, generator, content[0], None, content[1]))
        except Refused as error:
            problems.append(str(error))
    changes.sort(key=lambda change: change.path)
    return Plan(tuple(changes), unchanged, tuple(problems), tuple(by_path))


def _by_path(rendered: Iterable[Rendered]) -> dict[str, list[Rendered]]:
    found: dict[str, list[Rendered]] = defaultdict(list)
    for one in rendered:
        found[one.path].append(one)
    return found


def _differs(change: Change) -> bool:
    if change.before != change.after:
        return True
    lacking = change.executable and os.name == "posix" and not (change.mode or 0) & 0o111
    return bool(lacking)


def _file(ground: Ground, one: Rendered) -> Change | None:
    """Return what an artifact makes of its file; None for a section."""
    if not isinstance(one.made, Artifact):
        return None
    content = ground.read(one.path)
    after = one.text.encode("utf-8", "replace")
    if content is None:
        return Change(one.path, one.generator, None, after, None, one.made.executable)
    before, mode = content
    if before and MARK.search(before[:HEAD].decode("utf-8", "replace")) is None:
        message = (
            f"{one.path}: exists, and does not say that portlint wrote it; remove it, or let "
            f"{one.generator} write elsewhere, in [generators.{one.generator}]"
        )
        raise Refused(message)
    if before.partition(b"\n")[0].endswith(b"\r"):
        after = after.replace(b"\n", b"\r\n")
    return Change(one.path, one.generator, before, after, mode, one.made.executable)


def _sections(ground: Ground, path: str, parts: list[Rendered]) -> Change:
    """Return what the sections of a file make of it."""
    content = ground.read(path)
    names = {one.made.name: one.text for one in parts if isinstance(one.made, Section)}
    if content is None:
        message = f"{path}: is not there, so that it can hold no section of portlint's"
        raise Refused(message)
    before, mode = content
    text = before.decode("utf-8", "surrogateescape")
    if "portlint:begin " not in text:
        first = parts[0].made
        assert isinstance(first, Section)  # noqa: S101  (an artifact has its path for itself)
        message = f"{path}: has no section; write `{first.begin}` and `{first.end}` into it"
        raise Refused(message)
    try:
        after = filled(text, names)
    except SectionError as error:
        message = f"{path}:{error.line}: {error}"
        raise Refused(message) from error
    return Change(path, parts[0].generator, before, after.encode("utf-8", "surrogateescape"), mode)


def leftovers(
    listing: Listing, home: Path, registry: str, wanted: Collection[str], only: Collection[str]
) -> dict[str, str]:
    """Return listed files that name this registry and their own path, and that are not wanted.

    With `only`, those of other generators are left alone.
    """
    source = UNMARKABLE.sub("_", registry)
    found = {}
    for path, match in _marks(listing, home):
        own = match["path"] == UNMARKABLE.sub("_", path) and match["registry"] == source
        if own and path not in wanted and (not only or match["generator"] in only):
            found[path] = match["generator"]
    return found


def _marks(listing: Listing, home: Path) -> Iterator[tuple[str, re.Match[str]]]:
    for entry in (*listing.files, *listing.oversized):
        place = listing.root / entry.path
        if not place.is_relative_to(home):
            continue
        try:
            with place.open("rb") as file:
                head = file.read(HEAD)
        except OSError:
            continue
        if WORD in head and (match := MARK.search(head.decode("utf-8", "replace"))):
            yield place.relative_to(home).as_posix(), match

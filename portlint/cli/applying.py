"""Write what a sync planned: each file whole or not at all, and one sync at a time."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portlint.cli.terminal import fail
from portlint.cli.writing import PREFIX, new_mode, replace
from portlint.engine.plan import Change, Ground

SUFFIX = ".new"
"""Ends the name of a file that a sync is writing beside the one that it will replace."""


def apply(ground: Ground, change: Change) -> None:
    """Make a file what it is to be; raise OSError where that cannot be."""
    place = ground.place(change.path)
    if change.after is None:
        place.unlink(missing_ok=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    mode = new_mode() if change.mode is None else change.mode
    if change.executable:
        mode |= (mode & 0o444) >> 2
    replace(place, change.after, mode, SUFFIX)


def sweep(ground: Ground, paths: Iterable[str]) -> None:
    """Remove what a killed sync left beside the files that it was writing."""
    for folder in {ground.place(path).parent for path in paths}:
        for leftover in folder.glob(f"{PREFIX}*{SUFFIX}"):
            with suppress(OSError):  # a folder of that name is somebody's
                leftover.unlink()


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold a lock file; end the run where another process holds it."""
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("a+b")
    except OSError:  # a home without a cache folder: nothing to lock on
        yield
        return
    with file:
        try:
            _lock(file.fileno())
        except OSError:
            fail("another `portlint sync` is running here; let it end first")
        yield


def _lock(number: int) -> None:
    """Lock an open file until it is closed, by whatever means."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  (Windows only)

        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415  (everywhere else)

        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)

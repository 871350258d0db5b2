"""Write what a sync planned: each file whole or not at all, and one sync at a time."""

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portlint.cli.terminal import fail
from portlint.engine.plan import Change, Ground

PREFIX, SUFFIX = ".portlint-", ".new"
"""Around the name of a file that is being written beside the one that it will replace."""


def apply(ground: Ground, change: Change) -> None:
    """Make a file what it is to be; raise OSError where that cannot be."""
    place = ground.place(change.path)
    if change.after is None:
        place.unlink(missing_ok=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    mode = 0o666 & ~_umask() if change.mode is None else change.mode
    if change.executable:
        mode |= (mode & 0o444) >> 2
    _replace(place, change.after, mode)


def sweep(ground: Ground, paths: Iterable[str]) -> None:
    """Remove what a killed sync left beside the files that it was writing."""
    for folder in {ground.place(path).parent for path in paths}:
        for leftover in folder.glob(f"{PREFIX}*{SUFFIX}"):
            with suppress(OSError):  # a folder of that name is somebody's
                leftover.unlink()


def _replace(place: Path, data: bytes, mode: int) -> None:
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=PREFIX, suffix=SUFFIX)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(mode)
        new.replace(place)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise
    if sys.platform != "win32":
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""Files that a command was told to write: whole, or not at all."""

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import click

from portlint.cli.terminal import fail, say

PREFIX = ".portlint-"
"""Begins the name of a file that is being written beside the one that it will replace."""


def write(path: Path, content: str | bytes) -> None:
    """Write a file; what was there before stays until the whole is there. Text is UTF-8."""
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            place = path.resolve()
            replace(place, data, place.stat().st_mode & 0o777 if place.exists() else new_mode())
    except OSError as error:
        fail(f"{path}: cannot be written: {error.strerror}")


def put(content: str | bytes, output: Path | None) -> None:
    """Write a result to standard output, or to the file that `--output` names."""
    if output:
        write(output, content)
        say(f"written to {output}")
    elif isinstance(content, bytes) and sys.stdout.isatty():
        fail("a spreadsheet does not fit a terminal; name a file with --output")
    else:
        click.echo(content, nl=False)


def replace(place: Path, data: bytes, mode: int, suffix: str = "") -> None:
    """Put bytes in the place of a file, or of none; raise OSError where that cannot be.

    They lie in a file beside it first, whose name begins with PREFIX and ends with `suffix`, and
    are on the disk before it takes that place.
    """
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=PREFIX, suffix=suffix)
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


def new_mode() -> int:
    """Return the mode that a new file gets here."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask

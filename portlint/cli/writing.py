"""Files that a command was told to write: whole, or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from portlint.cli.terminal import fail


def write(path: Path, content: str | bytes) -> None:
    """Write a file; what was there before stays until the whole is there. Text is UTF-8."""
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data)
    except OSError as error:
        fail(f"{path}: cannot be written: {error.strerror}")


def _replace(path: Path, data: bytes) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".portlint-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

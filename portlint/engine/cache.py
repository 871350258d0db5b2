"""Facts of unchanged files, kept in the user's cache folder, never in the repository."""

import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from portlint.engine.discovery import Entry

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (version TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, digest TEXT, facts TEXT
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a file: its state, the hash of its bytes, its facts as `codec` has them."""

    entry: Entry
    digest: str
    facts: str


def folder() -> Path:
    """Return the user's cache folder for portlint; `PORTLINT_CACHE_DIR` overrules it."""
    if chosen := os.environ.get("PORTLINT_CACHE_DIR"):
        return Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "portlint"


def digest(data: bytes) -> str:
    """Return the hash that names a file's content."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def load(root: Path, version: str) -> dict[str, Kept]:
    """Return what is kept for a repository; nothing of another version."""
    try:
        with closing(_open(root)) as database:
            row = database.execute("SELECT version FROM meta").fetchone()
            if row is None or row[0] != version:
                return {}
            rows = database.execute("SELECT path, size, mtime_ns, digest, facts FROM files")
            return {
                path: Kept(Entry(path, size, at), name, facts)
                for path, size, at, name, facts in rows
            }
    except (sqlite3.Error, OSError):
        return {}


def store(root: Path, version: str, kept: Mapping[str, Kept], gone: Iterable[str]) -> None:
    """Keep what was learnt; a folder that cannot be written is no reason to fail."""
    try:
        with closing(_open(root)) as database, database:
            _renew(database, version)
            database.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)",
                [
                    (k.entry.path, k.entry.size, k.entry.mtime_ns, k.digest, k.facts)
                    for k in kept.values()
                ],
            )
            database.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in gone])
    except (sqlite3.Error, OSError):
        with suppress(OSError):
            _file(root).unlink(missing_ok=True)


def _renew(database: sqlite3.Connection, version: str) -> None:
    row = database.execute("SELECT version FROM meta").fetchone()
    if row is None or row[0] != version:
        database.execute("DELETE FROM files")
        database.execute("DELETE FROM meta")
        database.execute("INSERT INTO meta VALUES (?)", (version,))


def _file(root: Path) -> Path:
    name = hashlib.blake2b(os.fsencode(root.resolve()), digest_size=12).hexdigest()
    return folder() / f"{name}.sqlite"


def _open(root: Path) -> sqlite3.Connection:
    path = _file(root)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = sqlite3.connect(path, timeout=1)
    try:
        path.chmod(0o600)
        database.executescript(SCHEMA)
    except (sqlite3.Error, OSError):
        database.close()
        raise
    return database

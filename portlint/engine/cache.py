"""Facts of unchanged files, kept in the user's cache folder, never in the repository."""

import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from portlint.engine.discovery import Entry, Listing

SCHEMA = """
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS meta (version TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (
    path BLOB PRIMARY KEY, size INTEGER, mtime_ns INTEGER, digest TEXT, facts TEXT
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
        base = os.environ.get("LOCALAPPDATA") or str(_home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(_home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(_home() / ".cache")
    return Path(base) / "portlint"


def _home() -> Path:
    """Return the user's home; for one who has none, a place in which nothing can be kept."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.devnull)


def digest(data: bytes) -> str:
    """Return the hash that names a file's content."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def load(listing: Listing, version: str) -> dict[str, Kept]:
    """Return what is kept for a repository; nothing of another version."""
    try:
        with closing(_open(listing)) as database:
            row = database.execute("SELECT version FROM meta").fetchone()
            if row is None or row[0] != version:
                return {}
            rows = database.execute("SELECT path, size, mtime_ns, digest, facts FROM files")
            return {
                path: Kept(Entry(path, size, at), name, facts)
                for path, size, at, name, facts in (
                    (os.fsdecode(row[0]), *row[1:]) for row in rows
                )
            }
    except (sqlite3.Error, OSError, TypeError):
        return {}


def store(listing: Listing, version: str, kept: Mapping[str, Kept], gone: Iterable[str]) -> None:
    """Keep what was learnt; a folder that cannot be written is no reason to fail.

    A database that is none of ours is removed; one that another run holds is left to it.
    """
    try:
        with closing(_open(listing)) as database, database:
            _renew(database, version)
            database.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)",
                [
                    (os.fsencode(path), k.entry.size, k.entry.mtime_ns, k.digest, k.facts)
                    for path, k in kept.items()
                ],
            )
            database.executemany(
                "DELETE FROM files WHERE path = ?", [(os.fsencode(path),) for path in gone]
            )
    except (sqlite3.Error, OSError) as error:
        if getattr(error, "sqlite_errorcode", None) not in (
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_FULL,
        ):
            with suppress(OSError):
                _file(listing).unlink(missing_ok=True)


def _renew(database: sqlite3.Connection, version: str) -> None:
    row = database.execute("SELECT version FROM meta").fetchone()
    if row is None or row[0] != version:
        database.execute("DELETE FROM files")
        database.execute("DELETE FROM meta")
        database.execute("INSERT INTO meta VALUES (?)", (version,))


def _file(listing: Listing) -> Path:
    """Name the database: what a path says depends on the systems that there are."""
    parts = (str(listing.name or listing.root), *listing.systems)
    asked = b"\0".join(map(os.fsencode, parts))
    return folder() / f"{hashlib.blake2b(asked, digest_size=12).hexdigest()}.sqlite"


def _open(listing: Listing) -> sqlite3.Connection:
    path = _file(listing)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(0o600)
    database = sqlite3.connect(path, timeout=1)
    try:
        path.chmod(0o600)
        database.executescript(SCHEMA)
    except (sqlite3.Error, OSError):
        database.close()
        raise
    return database

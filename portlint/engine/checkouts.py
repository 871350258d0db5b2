"""Which checkouts of this user have which ports: kept in the cache folder, in no repository."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from portlint.engine import cache

SCHEMA = "CREATE TABLE IF NOT EXISTS checkouts (folder TEXT PRIMARY KEY, offset INT, ports TEXT)"
PATIENCE = 30
"""Seconds to wait for another checkout that is choosing at the same time."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The list, held by this process alone until it is closed."""

    database: sqlite3.Connection

    def others(self, folder: Path) -> frozenset[int]:
        """Return the ports of every other checkout that still exists; forget the rest."""
        found: set[int] = set()
        rows = self.database.execute("SELECT folder, ports FROM checkouts").fetchall()
        for name, ports in rows:
            if not Path(name).is_dir():
                self.forget(Path(name))
            elif name != str(folder):
                found.update(json.loads(ports))
        return frozenset(found)

    def offset(self, folder: Path) -> int | None:
        """Return the offset that a checkout has, None where it has none."""
        asked = "SELECT offset FROM checkouts WHERE folder = ?"
        row = self.database.execute(asked, (str(folder),)).fetchone()
        return int(row[0]) if row else None

    def keep(self, folder: Path, offset: int, ports: Iterable[int]) -> None:
        """Write down what a checkout has."""
        row = (str(folder), offset, json.dumps(sorted(ports)))
        self.database.execute("REPLACE INTO checkouts VALUES (?, ?, ?)", row)

    def forget(self, folder: Path) -> None:
        """Strike a checkout out."""
        self.database.execute("DELETE FROM checkouts WHERE folder = ?", (str(folder),))


@contextmanager
def ledger() -> Iterator[Ledger]:
    """Open the list; whoever else chooses waits. Raise sqlite3.Error or OSError on failure."""
    place = cache.folder()
    place.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(place / "checkouts.sqlite", timeout=PATIENCE)) as database:
        database.isolation_level = None
        database.execute("BEGIN IMMEDIATE")
        database.execute(SCHEMA)
        yield Ledger(database)
        database.execute("COMMIT")

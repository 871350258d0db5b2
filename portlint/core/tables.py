"""The curated tables that ship with portlint, each row with its source."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

INSTALLED = Path(__file__).parents[1] / "tables"
CHECKOUT = Path(__file__).parents[2] / "registry" / "tables"


@dataclass(frozen=True, slots=True)
class Reserved:
    """Ports that something else may hold: first and last, inclusive, and who holds them.

    `kind` is `privileged`, `airplay`, `nodeport` or `ephemeral`.
    """

    kind: str
    first: int
    last: int
    reason: str


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table, by column."""
    folder = INSTALLED if INSTALLED.is_dir() else CHECKOUT
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache
def browser_blocked() -> dict[int, str]:
    """Return the ports that browsers and fetch refuse, with what they are known for."""
    return {int(row["port"]): row["service"] for row in rows("browser_blocked")}


@lru_cache
def conventional() -> dict[int, str]:
    """Return the ports that well-known programs listen on unless told otherwise."""
    return {int(row["port"]): row["name"] for row in rows("conventional")}


@lru_cache
def reserved() -> tuple[Reserved, ...]:
    """Return the ranges that a fixed port had better stay out of."""
    return tuple(
        Reserved(row["kind"], int(row["first"]), int(row["last"]), row["reason"])
        for row in rows("reserved")
    )


def reserved_at(port: int) -> Reserved | None:
    """Return the range of a port that something else may hold when its service starts."""
    held = (one for one in reserved() if one.kind != "privileged")
    return next((one for one in held if one.first <= port <= one.last), None)

"""All facts of a repository: from the cache where a file is unchanged, else from its bytes."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import portlint
from portlint.core import Fact, LeftOut, Location, Unread
from portlint.engine import cache
from portlint.engine.cache import Kept
from portlint.engine.choice import Choice
from portlint.engine.codec import decode, shape
from portlint.engine.discovery import LARGEST, Listing
from portlint.engine.extract import PRODUCTS
from portlint.engine.pool import Ground, Task, Told, read_files
from portlint.engine.worker import Loader
from portlint.syntax import Language


@dataclass(frozen=True, slots=True)
class Gathered:
    """Facts in order of path and place, and the languages that broke, with their tracebacks."""

    facts: tuple[Fact, ...]
    crashes: tuple[str, ...] = ()


def gather(  # noqa: PLR0913  (the last three have defaults)
    listing: Listing,
    languages: Mapping[str, Language],
    load: Loader,
    *,
    jobs: int = 0,
    cached: bool = True,
    told: Told = lambda _done, _total: None,
) -> Gathered:
    """Read every file of a listing; the result is the same with any number of jobs."""
    version = extractor_version(languages)
    before = cache.load(listing, version) if cached else {}
    entries = {entry.path: entry for entry in listing.files}
    facts = _remembered(before[path] for path in entries if path in before)
    tasks: list[Task] = [
        (path, before[path].digest if path in facts else "")
        for path, entry in entries.items()
        if path not in facts or before[path].entry != entry
    ]
    learnt: dict[str, Kept] = {}
    crashes: list[str] = []
    ground = Ground(listing.root, listing.systems, languages, load)
    for outcome in read_files(ground, tasks, jobs or os.cpu_count() or 1, told):
        if outcome.facts:
            facts[outcome.path] = decode(outcome.facts, outcome.path)
        if outcome.crash:
            crashes.append(outcome.crash)
        elif outcome.digest:
            text = outcome.facts or before[outcome.path].facts
            learnt[outcome.path] = Kept(entries[outcome.path], outcome.digest, text)
    if cached and learnt:
        cache.store(listing, version, learnt, _gone(listing.root, before.keys() - entries.keys()))
    notices = _notices(listing, Choice(languages.values()))
    found = (fact for path in entries for fact in sorted(facts[path], key=_place))
    return Gathered((*notices, *found), tuple(crashes))


def extractor_version(languages: Mapping[str, Language]) -> str:
    """Return what changes whenever the same bytes could give other facts.

    The newest source file is part of it, so that whoever changes a language sees the change.
    """
    parts = [f"{name}:{language.version}" for name, language in sorted(languages.items())]
    newest = max(path.stat().st_mtime_ns for path in Path(portlint.__file__).parent.rglob("*.py"))
    return " ".join([portlint.__version__, str(newest), shape(), *parts])


def _remembered(rows: Iterable[Kept]) -> dict[str, list[Fact]]:
    """Return the facts of rows by path; what is no row of facts will be read anew."""
    facts: dict[str, list[Fact]] = {}
    for row in rows:
        with suppress(ValueError, TypeError):
            path = row.entry.path
            facts[path] = decode(row.facts, path) if row.facts != "[]" else []
    return facts


def _place(fact: Fact) -> Location:
    return fact.location


def _gone(root: Path, paths: set[str]) -> list[str]:
    """Return the paths that no longer exist; the others were merely not asked for."""
    return [path for path in paths if not os.path.lexists(root / path)]


def _notices(listing: Listing, choice: Choice) -> list[Fact]:
    """Say what could not be opened; a picture that is too large is no loss, a source file is.

    Scripts, JSON and pages of that size are what programs write: they are counted, and not
    complained of.
    """
    large = f"is larger than {LARGEST // 1_000_000} MB"
    found: list[Fact] = []
    for entry in listing.oversized:
        place, language = Location(entry.path), choice.by_name(entry.path)
        if language is not None:
            product = language.name in PRODUCTS | {"markdown"}
            found.append(LeftOut(place, "too large") if product else Unread(place, large))
    shut = "cannot be opened, nor what lies below it"
    return [*found, *(Unread(Location(path), shut) for path in listing.closed)]

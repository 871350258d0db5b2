"""All facts of a repository: from the cache where a file is unchanged, else from its bytes."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from portlint import __version__
from portlint.core import Fact, Location, Unread
from portlint.engine import cache
from portlint.engine.cache import Kept
from portlint.engine.choice import Choice
from portlint.engine.codec import decode, shape
from portlint.engine.discovery import LARGEST, Entry, Listing
from portlint.engine.pool import Ground, read_files
from portlint.engine.worker import Loader
from portlint.syntax import Language


@dataclass(frozen=True, slots=True)
class Gathered:
    """Facts in order of path and place, and the languages that broke, with their tracebacks."""

    facts: tuple[Fact, ...]
    crashes: tuple[str, ...] = ()


def gather(
    listing: Listing,
    languages: Mapping[str, Language],
    load: Loader,
    *,
    jobs: int = 0,
    cached: bool = True,
) -> Gathered:
    """Read every file of a listing; the result is the same with any number of jobs."""
    version = f"{extractor_version(languages)} {listing.base}"
    before = cache.load(listing.root, version) if cached else {}
    texts: dict[str, str] = {}
    tasks: list[tuple[str, str]] = []
    entries: dict[str, Entry] = {}
    for entry in listing.files:
        known = before.get(entry.path)
        if known and known.entry == entry:
            texts[entry.path] = known.facts
        else:
            entries[entry.path] = entry
            tasks.append((entry.path, known.digest if known else ""))
    learnt: dict[str, Kept] = {}
    crashes: list[str] = []
    ground = Ground(listing.root, listing.base, load)
    for outcome in read_files(ground, tasks, jobs or os.cpu_count() or 1):
        text = outcome.facts or before[outcome.path].facts
        texts[outcome.path] = text
        if outcome.crash:
            crashes.append(outcome.crash)
        elif outcome.digest:
            learnt[outcome.path] = Kept(entries[outcome.path], outcome.digest, text)
    if cached and (learnt or before.keys() - texts.keys()):
        cache.store(listing.root, version, learnt, before.keys() - texts.keys())
    notices = _notices(listing, Choice(languages.values()))
    return Gathered((*notices, *_facts(texts)), tuple(crashes))


def extractor_version(languages: Mapping[str, Language]) -> str:
    """Return what changes whenever the same bytes could give other facts."""
    parts = [f"{name}:{language.version}" for name, language in sorted(languages.items())]
    return " ".join([__version__, *parts, shape()])


def _notices(listing: Listing, choice: Choice) -> list[Fact]:
    """Say which files of a known language were too large; pictures and archives are no loss."""
    reason = f"is larger than {LARGEST // 1_000_000} MB"
    named = (entry.path for entry in listing.oversized if choice.by_name(entry.path))
    return [Unread(Location(path), reason) for path in named]


def _facts(texts: Mapping[str, str]) -> list[Fact]:
    facts: list[Fact] = []
    for path in sorted(texts):
        if texts[path] != "[]":
            found = decode(texts[path], path)
            found.sort(key=lambda fact: fact.location)
            facts.extend(found)
    return facts

"""Which lines a change touched, and which end of a finding lies there."""

from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from portlint.core import Finding, Location, Related
from portlint.engine.snapshot import Layer, Snapshot

MOST = 1_000_000
"""Pairs of lines that are compared; what is rewritten further than that is told line by line."""


class Changes:
    """The lines of files as they are that were added or changed since a snapshot."""

    def __init__(self, before: Snapshot, now: Path | Layer, untouched: frozenset[str]) -> None:
        self._before = before
        self._now = now
        self._untouched = untouched
        self._lines = cache(self._changed)

    def holds(self, place: Location) -> bool:
        """Tell whether a place begins on a line that was added or changed."""
        return place.line in self._lines(place.path)

    def turned(self, finding: Finding) -> Finding:
        """Return a finding with the end first that lies in the change, where its own does not."""
        if self.holds(finding.location):
            return finding
        ends = list(finding.related)
        first = next((end for end in ends if self.holds(end.location)), None)
        if first is None:
            return finding
        ends[ends.index(first)] = Related(finding.location, "what this change breaks")
        return replace(finding, location=first.location, related=tuple(ends))

    def _changed(self, path: str) -> frozenset[int]:
        if path in self._untouched:
            return frozenset()
        after = _lines(self._now / path)
        if path not in self._before.listing.paths:
            return frozenset(range(1, len(after) + 1))
        before = _lines(self._before.layer / path)
        return changed_lines(before, after)


def changed_lines(before: list[bytes], after: list[bytes]) -> frozenset[int]:
    """Return the 1-based numbers of lines that were added or changed."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    most = min(len(before), len(after)) - head
    while tail < most and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(old) * len(new) > MOST:
        there = frozenset(old)
        return frozenset(head + at for at, line in enumerate(new, 1) if line not in there)
    found: set[int] = set()
    for kind, _, _, start, end in SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            found |= set(range(head + start + 1, head + end + 1))
    return frozenset(found)


def _lines(path: Path) -> list[bytes]:
    try:
        return [line.rstrip(b"\r") for line in path.read_bytes().split(b"\n")]
    except OSError:
        return []

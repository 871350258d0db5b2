"""Stretches of a text that are all of one kind: its comments, its code fences."""

import re
from bisect import bisect_right
from collections.abc import Iterable


class Spans:
    """Stretches (start, end) that do not overlap; asked whether they cover a place."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.pairs = sorted(spans)
        self._starts = [start for start, _ in self.pairs]

    def __contains__(self, offset: int) -> bool:
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self.pairs[index][1]


def spans_of(pattern: re.Pattern[str], text: str) -> Spans:
    """Return every stretch that a pattern matches."""
    return Spans(match.span() for match in pattern.finditer(text))

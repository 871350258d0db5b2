"""What GitHub takes of one upload, and what is dropped so that it takes the rest.

The figures are those of "SARIF support for code scanning" in GitHub's documentation.
"""

import zlib
from collections.abc import Callable, Sequence

from portlint.reporters.sarif.result import ENDS, Entry

RESULTS = 25_000
"""Results of one run; more refuse the whole file."""

SHOWN = 5_000
"""Results of one run that become alerts, the most severe ones."""

SIZE = 10_000_000
"""Bytes of an upload after gzip; more refuse the whole file."""

MARGIN = 0.9
"""How far below the size another try aims, since no two results are of one length."""

Write = Callable[[Sequence[Entry], Sequence[str]], str]


def fitted(entries: Sequence[Entry], write: Write) -> tuple[str, list[str]]:
    """Write as many entries as GitHub takes, first ones first; say what is left out or unseen."""
    kept = entries[:RESULTS]
    while True:
        notices = _notices(entries, kept)
        text = write(kept, notices)
        size = _zipped(text)
        if size <= SIZE or not kept:
            return text, notices
        kept = kept[: min(len(kept) - 1, int(len(kept) * SIZE / size * MARGIN))]


def _notices(entries: Sequence[Entry], kept: Sequence[Entry]) -> list[str]:
    found = []
    if dropped := len(entries) - len(kept):
        found.append(
            f"{dropped} of {len(entries)} results are left out, the least severe ones: GitHub "
            f"takes {RESULTS:,} results and {SIZE // 1_000_000} MB (gzip) of a run; "
            "check folder by folder, or raise --min-severity"
        )
    if len(kept) > SHOWN:
        found.append(
            f"GitHub makes alerts of the {SHOWN:,} most severe results of a run; this one has "
            f"{len(kept)}"
        )
    if long := sum(len(one.finding.related) > ENDS for one in kept):
        found.append(
            f"{long} results have more than {ENDS:,} related places; the rest is left out"
        )
    return found


def _zipped(text: str) -> int:
    """Return the bytes of a text after gzip; what is short by itself needs no counting."""
    data = text.encode("utf-8", "replace")
    return len(data) if len(data) <= SIZE else len(zlib.compress(data, 6)) + 12

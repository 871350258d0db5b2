"""What GitHub knows a line by: `primaryLocationLineHash`, as its upload action computes it.

The algorithm is that of `src/fingerprints.ts` in github/codeql-action: 100 characters from the
start of a line on, blanks left out, as a polynomial in 37 modulo 2**64, and a count of the lines
before it that hash alike.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from portlint.core import Finding
from portlint.engine.snapshot import Layer

WINDOW = 100
"""UTF-16 code units that are hashed, blanks not counted."""

FACTOR = 37
BLANKS = str.maketrans("", "", " \t")
END = "\uffff"
"""What stands for the end of a file."""

ASTRAL = re.compile("[\U00010000-\U0010ffff]")
FIRST, HIGH, LOW = 0x10000, 0xD800, 0xDC00


def line_hashes(root: Path | Layer, findings: Iterable[Finding]) -> dict[tuple[str, int], str]:
    """Hash the first line of each finding, keyed by (path, 1-based line)."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for finding in findings:
        wanted[finding.location.path].add(finding.location.line)
    return {
        (path, number): value
        for path, numbers in wanted.items()
        for number, value in _of_file(root / path, numbers)
    }


def hashes(data: bytes, numbers: Iterable[int] | None = None) -> Iterator[tuple[int, str]]:
    """Yield 1-based numbers of lines with their hashes: those asked for, else all.

    Lines that look alike for the whole window are counted, as those that hash alike are there.
    """
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    units = ASTRAL.sub(_pair, text.translate(BLANKS)) + END
    wanted = None if numbers is None else frozenset(numbers)
    counts: dict[str, int] = defaultdict(int)
    for number, start in enumerate(_starts(units), 1):
        window = units[start : start + WINDOW].ljust(WINDOW, "\0")
        counts[window] += 1
        if wanted is None or number in wanted:
            yield number, f"{_hash(window):x}:{counts[window]}"


def _of_file(path: Path, numbers: set[int]) -> list[tuple[int, str]]:
    try:
        return list(hashes(path.read_bytes(), numbers))
    except OSError:
        return []


def _starts(units: str) -> Iterator[int]:
    yield 0
    place = units.find("\n")
    while place >= 0:
        yield place + 1
        place = units.find("\n", place + 1)


def _hash(window: str) -> int:
    value = 0
    for unit in window:
        value = value * FACTOR + ord(unit)
    return value % 2**64


def _pair(match: re.Match[str]) -> str:
    """Return a character as the two units that UTF-16 writes it with."""
    high, low = divmod(ord(match[0]) - FIRST, 0x400)
    return chr(HIGH + high) + chr(LOW + low)

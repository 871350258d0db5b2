"""The source lines that findings point at."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from portlint.core import Finding


def source_lines(root: Path, findings: Iterable[Finding]) -> dict[tuple[str, int], str]:
    """Read the line behind each place of each finding, keyed by (path, 1-based line)."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for finding in findings:
        for place in (
            finding.location,
            *finding.like,
            *(related.location for related in finding.related),
        ):
            wanted[place.path].add(place.line)
    return {
        (path, number): line
        for path, numbers in wanted.items()
        for number, line in _lines(root / path, numbers)
    }


def _lines(path: Path, numbers: set[int]) -> list[tuple[int, str]]:
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return []
    return [
        (number, lines[number - 1].decode("utf-8", "replace").rstrip("\r"))
        for number in numbers
        if number <= len(lines)
    ]

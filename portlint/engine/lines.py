"""The source lines that findings point at."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from portlint.core import Finding, Location
from portlint.engine.snapshot import Layer


def source_lines(root: Path | Layer, findings: Iterable[Finding]) -> dict[tuple[str, int], str]:
    """Read the lines at both ends of each place of each finding, keyed by (path, 1-based line)."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for finding in findings:
        for place in _places(finding):
            wanted[place.path] |= {place.line, place.end_line}
    return {
        (path, number): line
        for path, numbers in wanted.items()
        for number, line in _lines(root / path, numbers)
    }


def _places(finding: Finding) -> Iterator[Location]:
    yield finding.location
    yield from finding.like
    yield from (one.location for one in (*finding.related, *finding.flow))
    yield from (edit.location for edit in (finding.fix.edits if finding.fix else ()))


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

"""Places as SARIF has them: percent-encoded URIs, and columns in UTF-16 code units."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from portlint.core import Location

Json = dict[str, Any]
Lines = Mapping[tuple[str, int], str]

ROOT = "%SRCROOT%"
"""The repository root, which every path is relative to."""

COLUMNS = "utf16CodeUnits"
"""What columns count, as editors and GitHub do."""

ASTRAL = 0xFFFF
"""Characters above take two code units."""


def artifact(path: str) -> Json:
    """Return a file as SARIF names it."""
    return {"uri": quote(path, errors="replace"), "uriBaseId": ROOT}


def region(place: Location, lines: Lines) -> Json:
    """Return a stretch of a file; where it covers nothing, one column is shown."""
    start = _units(place.path, place.line, place.column, lines)
    end = _units(place.path, place.end_line, place.end_column, lines)
    return {
        "startLine": place.line,
        "startColumn": start,
        "endLine": max(place.line, place.end_line),
        "endColumn": end if place.end_line > place.line else max(end, start + 1),
    }


def physical(place: Location, lines: Lines) -> Json:
    """Return file and region of a place."""
    return {"artifactLocation": artifact(place.path), "region": region(place, lines)}


def _units(path: str, line: int, column: int, lines: Lines) -> int:
    """Return a 1-based column in code units for one in characters."""
    before = lines.get((path, line), "")[: column - 1]
    return column if before.isascii() else column + sum(ord(c) > ASTRAL for c in before)

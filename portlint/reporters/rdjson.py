"""reviewdog's Diagnostic Format, in which columns count bytes of UTF-8."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from portlint.core import Finding, Location, Report, Rule, Severity, Style, reporter

LEVELS = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}

Json = dict[str, Any]
Lines = Mapping[tuple[str, int], str]


@reporter("rdjson")
def rdjson(report: Report, rules: Sequence[Rule], style: Style) -> str:
    """Format of reviewdog (rdjson), with the fix as a suggestion."""
    del rules, style
    found = {
        "source": {"name": "portlint"},
        "diagnostics": [_diagnostic(finding, report.lines) for finding in report.findings],
    }
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _diagnostic(finding: Finding, lines: Lines) -> Json:
    related = [
        {"message": one.message, "location": _location(one.location, lines)}
        for one in finding.related
    ]
    return {
        "message": finding.message,
        "location": _location(finding.location, lines),
        "severity": LEVELS[finding.severity],
        "code": {"value": finding.code},
        **({"suggestions": suggestions} if (suggestions := _suggestions(finding, lines)) else {}),
        **({"relatedLocations": related} if related else {}),
    }


def _suggestions(finding: Finding, lines: Lines) -> list[Json]:
    """Return the fix where it is one edit of the file itself: a suggestion can be no more."""
    edits = finding.fix.edits if finding.fix else ()
    if len(edits) != 1 or edits[0].location.path != finding.location.path:
        return []
    return [{"range": _range(edits[0].location, lines), "text": edits[0].text}]


def _location(place: Location, lines: Lines) -> Json:
    return {"path": place.path, "range": _range(place, lines)}


def _range(place: Location, lines: Lines) -> Json:
    ends = ((place.line, place.column), (place.end_line, place.end_column))
    start, end = (
        {"line": line, "column": _bytes(lines.get((place.path, line), ""), column)}
        for line, column in ends
    )
    return {"start": start, "end": end}


def _bytes(line: str, column: int) -> int:
    """Return a 1-based column in bytes of UTF-8 for one in characters."""
    before = line[: column - 1]
    return column + len(before.encode("utf-8", "replace")) - len(before)

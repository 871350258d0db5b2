"""JSON for programs; its schema is `portlint schema check`."""

import json as library
from collections.abc import Iterator, Sequence

from portlint.core import Finding, Fix, Report, Rule, Severity, Style, reporter
from portlint.core.fingerprint import fingerprints
from portlint.core.location import Location

Json = dict[str, object]


@reporter("json")
def json(report: Report, rules: Sequence[Rule], style: Style) -> str:
    """`{"version": 1, "findings": […], "summary": {…}}`."""
    del rules, style
    whole = {
        "version": 1,
        "findings": list(found(report)),
        "summary": {
            **{level.value: count(report, level) for level in Severity},
            "suppressed": report.suppressed,
            "files": report.files,
            "unread": [{"path": u.location.path, "reason": u.reason} for u in report.unread],
            "left_out": dict(sorted(report.left_out.items())),
            "registry": report.registry or None,
        },
    }
    return library.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def count(report: Report, level: Severity) -> int:
    """Count the findings of one severity."""
    return sum(finding.severity is level for finding in report.findings)


def found(report: Report) -> Iterator[Json]:
    """Yield each finding as JSON has it."""
    for finding, known_by in zip(report.findings, fingerprints(report.findings), strict=True):
        yield {**_finding(finding), "fingerprint": known_by}


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "message": finding.message,
        **_place(finding.location),
        "end_line": finding.location.end_line,
        "end_column": finding.location.end_column,
        "service": finding.service,
        "port": finding.port,
        "related": [
            {**_place(related.location), "message": related.message} for related in finding.related
        ],
        "fix": _fix(finding.fix) if finding.fix else None,
    }


def _place(place: Location) -> Json:
    return {"path": place.path, "line": place.line, "column": place.column}


def _fix(fix: Fix) -> Json:
    edits = [
        {
            **_place(edit.location),
            "end_line": edit.location.end_line,
            "end_column": edit.location.end_column,
            "text": edit.text,
        }
        for edit in fix.edits
    ]
    return {"applicability": fix.applicability.value, "edits": edits}

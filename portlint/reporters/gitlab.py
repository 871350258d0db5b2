"""GitLab's Code Quality report, a subset of the Code Climate specification."""

import json
from collections.abc import Sequence

from portlint.core import Report, Rule, Severity, Style, reporter
from portlint.core.fingerprint import fingerprints

LEVELS = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


@reporter("gitlab")
def gitlab(report: Report, rules: Sequence[Rule], style: Style) -> str:
    """GitLab Code Quality, for the widget of a merge request; no fingerprint is there twice."""
    del rules, style
    known = zip(report.findings, fingerprints(report.findings), strict=True)
    found = [
        {
            "type": "issue",
            "check_name": finding.code,
            "description": finding.message,
            "categories": ["Bug Risk"],
            "severity": LEVELS[finding.severity],
            "fingerprint": known_by,
            "location": {
                "path": finding.location.path,
                "lines": {"begin": finding.location.line, "end": finding.location.end_line},
            },
        }
        for finding, known_by in known
    ]
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"

"""Findings in the order in which a format that shows only some should show them."""

from collections.abc import Iterable

from portlint.core import Finding, Severity

RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def severest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings sorted by severity, then by place."""
    return sorted(findings, key=lambda finding: (RANK[finding.severity], finding.order))

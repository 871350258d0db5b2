"""Findings in the order in which a format that shows only some should show them."""

from collections.abc import Iterable

from portlint.core import Finding


def severest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings sorted by severity, then by place."""
    return sorted(findings, key=lambda finding: (finding.severity.rank, finding.order))

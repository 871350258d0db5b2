"""Checkstyle's XML, which Jenkins, SonarQube, reviewdog and many editors read."""

from collections.abc import Sequence
from itertools import groupby

from portlint.core import Report, Rule, Severity, Style, reporter
from portlint.reporters.xml import document, element

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "info"}


@reporter("checkstyle")
def checkstyle(report: Report, rules: Sequence[Rule], style: Style) -> str:
    """Checkstyle XML, a `<file>` for each file, for Jenkins and SonarQube."""
    del rules, style
    root = element("checkstyle", version="4.3")
    for path, findings in groupby(report.findings, key=lambda finding: finding.location.path):
        file = element("file", name=path)
        file.extend(
            element(
                "error",
                line=finding.location.line,
                column=finding.location.column,
                severity=LEVELS[finding.severity],
                message=finding.message,
                source=f"portlint.{finding.code}",
            )
            for finding in findings
        )
        root.append(file)
    return document(root)

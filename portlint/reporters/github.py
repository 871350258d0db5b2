"""Workflow commands of GitHub Actions, which become annotations of a pull request.

How values are escaped is written in `packages/core/src/command.ts` of actions/toolkit; how many
are shown, in "Usage limits" and "Workflow commands" of GitHub's documentation.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from portlint.core import Finding, Rendered, Report, Rule, Severity, Style, reporter
from portlint.reporters.severity import severest_first

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
SHOWN = 10
"""Annotations of one kind that a step shows; a job shows 50 in all."""


@reporter("github")
def github(report: Report, rules: Sequence[Rule], style: Style) -> Rendered:
    """Annotations of GitHub Actions, where no SARIF may be uploaded."""
    del rules, style
    findings = severest_first(report.findings)
    text = "".join(f"{_command(finding)}\n" for finding in findings)
    return Rendered(text, tuple(_notices(findings)))


def _notices(findings: Sequence[Finding]) -> Iterator[str]:
    counts = Counter(finding.severity for finding in findings)
    for severity, command in COMMANDS.items():
        if counts[severity] > SHOWN:
            yield (
                f"GitHub shows {SHOWN} annotations of each kind for a step: of {counts[severity]} "
                f"({command}) the others are in the log alone; markdown in the job summary, or "
                "sarif, shows them all"
            )


def _command(finding: Finding) -> str:
    place = finding.location
    named = {
        "title": f"{finding.code} {finding.name}",
        "file": place.path,
        "line": place.line,
        "endLine": place.end_line,
        **_columns(finding),
    }
    values = ",".join(f"{key}={_property(str(value))}" for key, value in named.items())
    ends = (f"{one.location}: {one.message}" for one in finding.related)
    return (
        f"::{COMMANDS[finding.severity]} {values}::{_data(chr(10).join((finding.message, *ends)))}"
    )


def _columns(finding: Finding) -> dict[str, int]:
    """Return columns, inclusive; where a finding spans lines, GitHub takes none."""
    place = finding.location
    if place.end_line != place.line:
        return {}
    return {"col": place.column, "endColumn": max(place.column, place.end_column - 1)}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""The last line of a run: what was found, in how much, and what was left out."""

from portlint.core import Report, Severity

PLURALS = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.NOTE: "notes"}


def summary(report: Report) -> str:
    """Return one line for people."""
    counts = {
        level: sum(finding.severity is level for finding in report.findings) for level in Severity
    }
    found = ", ".join(_count(number, level) for level, number in counts.items() if number)
    parts = [f"{found or 'nothing found'} in {report.files} files, {report.seconds:.1f} s"]
    if report.suppressed:
        parts.append(f"{report.suppressed} suppressed")
    parts += [f"{number} known to {name}" for name, number in report.known.items() if number]
    if report.unread:
        templates = sum(one.expected for one in report.unread)
        others = len(report.unread) - templates
        parts += [f"{others} not read whole (PRT001 names them)"] if others else []
        parts += [f"{templates} templates read line by line"] if templates else []
    if report.left_out:
        reasons = (f"{number} {reason}" for reason, number in sorted(report.left_out.items()))
        parts.append(f"left out: {', '.join(reasons)}")
    if not report.registry:
        parts.append("no registry")
    return "; ".join(parts)


def _count(number: int, level: Severity) -> str:
    return f"{number} {PLURALS[level] if number > 1 else level.value}"

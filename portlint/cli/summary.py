"""The last line of a run: what was found, in how much, and what was left out."""

from portlint.core import Report
from portlint.core.report import tally


def summary(report: Report) -> str:
    """Return one line for people."""
    found = tally(report.findings)
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

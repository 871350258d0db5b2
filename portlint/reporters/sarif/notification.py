"""What went wrong in a run, as SARIF's tool execution notifications."""

from collections.abc import Iterator, Sequence

from portlint.core import Report
from portlint.reporters.sarif.descriptor import cut
from portlint.reporters.sarif.place import Json, physical

NAMED = 1000
"""Files that could not be read whole, each with a notification; the rest are counted."""


def invocation(report: Report, notices: Sequence[str]) -> Json:
    """Return how the run went; one in which a plug-in broke was no success."""
    told = [*_told(report, notices)]
    return {
        "executionSuccessful": not report.crashes,
        **({"toolExecutionNotifications": told} if told else {}),
    }


def _told(report: Report, notices: Sequence[str]) -> Iterator[Json]:
    for crash in report.crashes:
        yield {"level": "error", "message": {"text": cut(crash)}}
    for notice in notices:
        yield {"level": "warning", "message": {"text": notice}}
    for unread in report.unread[:NAMED]:
        yield {
            "level": "note",
            "message": {"text": cut(f"{unread.location.path} {unread.reason}")},
            "locations": [{"physicalLocation": physical(unread.location, report.lines)}],
        }
    if more := len(report.unread) - NAMED:
        text = f"{more} more files were not read whole"
        yield from [{"level": "note", "message": {"text": text}}] if more > 0 else []

"""Findings as SARIF results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portlint.core import Finding, Fix, Related, Report
from portlint.core.fingerprint import fingerprints
from portlint.reporters.sarif.descriptor import LONGEST, cut
from portlint.reporters.sarif.place import Json, Lines, artifact, physical, region

GITHUB = "primaryLocationLineHash"
"""The one fingerprint that GitHub reads."""

OWN = "portlint/v1"
"""Rule, path and subject: the same where lines have moved or changed."""

ENDS = 1000
"""Locations that GitHub takes of one result."""

LINKED = 10
"""Other ends that a message names; more would be read by nobody."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding that may become a result; `reason` is None where nothing suppresses it."""

    finding: Finding
    fingerprint: str
    reason: str | None = None

    @property
    def order(self) -> tuple[object, ...]:
        """Return what results are sorted by: what may be dropped comes last."""
        one = self.finding
        severity, doubt = one.severity.rank, one.confidence.rank
        return (self.reason is not None, severity, doubt, one.order, self.fingerprint)


def entries(report: Report) -> list[Entry]:
    """Return all findings, the most severe first, those that are suppressed last."""
    silenced = [one.finding for one in report.silenced]
    reasons = [*(None for _ in report.findings), *(one.reason for one in report.silenced)]
    findings = [*report.findings, *silenced]
    found = zip(findings, fingerprints(findings), reasons, strict=True)
    return sorted((Entry(*one) for one in found), key=lambda entry: entry.order)


def results(kept: Sequence[Entry], report: Report, indexes: Mapping[str, int]) -> Iterator[Json]:
    """Yield the result of each entry; `indexes` are those of the rules, by code."""
    for entry in kept:
        finding = entry.finding
        yield {
            "ruleId": finding.code,
            **({"ruleIndex": indexes[finding.code]} if finding.code in indexes else {}),
            "level": finding.severity.value,
            "message": {"text": _linked(finding)},
            "locations": [{"physicalLocation": physical(finding.location, report.lines)}],
            "partialFingerprints": _known_by(entry, report),
            **_others(finding, report.lines),
            **_suppressions(entry),
        }


def _known_by(entry: Entry, report: Report) -> Json:
    place = entry.finding.location
    line = report.hashes.get((place.path, place.line))
    return {**({GITHUB: line} if line else {}), OWN: entry.fingerprint}


def _others(finding: Finding, lines: Lines) -> Json:
    """Return what only some results have: other ends, the way of a call, fixes."""
    found: Json = {}
    if finding.related:
        ends = enumerate(finding.related[:ENDS], 1)
        found["relatedLocations"] = [{"id": n, **_located(one, lines)} for n, one in ends]
    if finding.flow:
        steps = [{"location": _located(one, lines)} for one in finding.flow[:ENDS]]
        found["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    if finding.fix:
        found["fixes"] = [_fix(finding.fix, finding, lines)]
    return found


def _suppressions(entry: Entry) -> Json:
    if entry.reason is None:
        return {}
    why = {"justification": entry.reason} if entry.reason else {}
    return {"suppressions": [{"kind": "inSource", **why}]}


def _located(one: Related, lines: Lines) -> Json:
    return {
        "physicalLocation": physical(one.location, lines),
        "message": {"text": cut(one.message) or "here"},
    }


def _linked(finding: Finding) -> str:
    """Name the other ends in the message: viewers link only what it embeds."""
    links = [
        f"[{_bracketless(cut(one.message, 100))}]({n})"
        for n, one in enumerate(finding.related[:LINKED], 1)
    ]
    room = LONGEST - sum(len(link) + 2 for link in links)
    words = cut(finding.message.replace("](", "] ("), max(room, LONGEST // 4))
    return ". ".join((words, *links)) or finding.name


def _bracketless(text: str) -> str:
    return text.replace("[", "(").replace("]", ")").replace("\\", "/")


def _fix(fix: Fix, finding: Finding, lines: Lines) -> Json:
    by_path: dict[str, list[Json]] = {}
    for edit in fix.edits:
        replacement = {
            "deletedRegion": _covered(
                region(edit.location, lines), edit.location.start, edit.location.end
            ),
            "insertedContent": {"text": edit.text},
        }
        by_path.setdefault(edit.location.path, []).append(replacement)
    words = f"{fix.applicability.value} fix of {finding.name}"
    return {
        "description": {"text": words},
        "artifactChanges": [
            {"artifactLocation": artifact(path), "replacements": edits}
            for path, edits in by_path.items()
        ],
    }


def _covered(shown: Json, start: int, end: int) -> Json:
    """Return the region of an edit, which may cover nothing where text is put in."""
    empty = start == end and shown["startLine"] == shown["endLine"]
    return {**shown, "endColumn": shown["startColumn"]} if empty else shown

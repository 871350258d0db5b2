"""Fixes to bytes: which can be made together, and what files become by them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from portlint.core import Applicability, Edit, Finding, Fix
from portlint.core.fingerprint import subject

Line = tuple[str, int]
"""A path and a 1-based line of it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Findings that are mended together, and the edits that do it by path."""

    findings: tuple[Finding, ...]
    edits: Mapping[str, tuple[Edit, ...]]


def plan(findings: Iterable[Finding], refused: Collection[Fix], *, unsafe: bool) -> Plan:
    """Choose fixes in order of their findings: each whole or not at all, none over another."""
    chosen: list[Finding] = []
    edits: dict[str, set[Edit]] = defaultdict(set)
    taken: dict[Line, list[Edit]] = defaultdict(list)
    for finding in findings:
        fix = finding.fix
        if fix is None or fix in refused:
            continue
        if fix.applicability is Applicability.UNSAFE and not unsafe:
            continue
        if any(_clashes(edit, taken) for edit in fix.edits):
            continue
        chosen.append(finding)
        for edit in fix.edits:
            edits[edit.location.path].add(edit)
            for line in _lines(edit):
                taken[line].append(edit)
    return Plan(tuple(chosen), {path: tuple(sorted(some)) for path, some in edits.items() if some})


def _lines(edit: Edit) -> Iterator[Line]:
    place = edit.location
    return ((place.path, number) for number in range(place.line, place.end_line + 1))


def _clashes(edit: Edit, taken: Mapping[Line, Sequence[Edit]]) -> bool:
    """Tell whether an edit touches what another one replaces; the same edit twice is one."""
    start, end = edit.location.start, edit.location.end
    return any(
        other != edit and start <= other.location.end and other.location.start <= end
        for line in _lines(edit)
        for other in taken.get(line, ())
    )


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the bytes of a file with edits made that do not overlap."""
    parts: list[bytes] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: edit.location.start):
        parts += (
            data[at : edit.location.start],
            edit.text.encode("utf-8", "surrogateescape"),
        )
        at = edit.location.end
    return b"".join((*parts, data[at:]))


def fixes_in(made: Plan, paths: Collection[str]) -> set[Fix]:
    """Return the fixes of a plan that edit one of some files."""
    return {
        one.fix
        for one in made.findings
        if one.fix and any(edit.location.path in paths for edit in one.fix.edits)
    }


def failed(
    made: Plan, before: Iterable[Finding], after: Iterable[Finding], new: Iterable[Finding]
) -> set[Fix]:
    """Return the fixes that left their finding where it was, or brought a `new` one.

    One that another file got is laid to them all: whose it is cannot be told. One of the same rule
    about the same thing is not new: rules that speak once for many go on to the next.
    """
    were, are = _counted(before), _counted(after)
    mended = Counter(map(_about, made.findings))
    next_ones = set(map(_thing, made.findings))
    wrong = {one.location.path for one in new if _thing(one) not in next_ones}
    everywhere = bool(wrong - made.edits.keys())
    return {
        finding.fix
        for finding in made.findings
        if finding.fix
        and (
            everywhere
            or any(edit.location.path in wrong for edit in finding.fix.edits)
            or were[_about(finding)] - are[_about(finding)] < mended[_about(finding)]
        )
    }


def _thing(finding: Finding) -> tuple[str, str, str]:
    """Return rule, service and the word that a message begins with: a service or a variable."""
    return finding.code, finding.service, finding.message.partition(" ")[0]


def _counted(findings: Iterable[Finding]) -> Counter[tuple[str, str, str]]:
    """Count findings with all places that they speak for: a mended one gives way to the next."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for finding in findings:
        counts[_about(finding)] += 1 + len(finding.like)
    return counts


def _about(finding: Finding) -> tuple[str, str, str]:
    return finding.location.path, finding.code, subject(finding)

"""Facts and registry to findings: run the rules, silence what is suppressed, sort."""

import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portlint.core import Finding, Project, Rule, Scope, Silenced, Suppression

Used = Mapping[Suppression, set[str]]
"""For each comment, which of its codes silenced something."""


Reach = tuple[str, int, str]
"""A path, a 1-based line of it, and a rule's code or name that is silenced there."""

EVERY_LINE = 0
"""In the place of the line, for a comment that is about the whole file."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left after suppression, sorted by place; what was silenced; what broke."""

    findings: tuple[Finding, ...]
    silenced: tuple[Silenced, ...] = ()
    crashes: tuple[str, ...] = ()


def check(project: Project, rules: Sequence[Rule]) -> Checked:
    """Run every rule; one that breaks is named with its traceback and loses only its own."""
    crashes: list[str] = []
    found = [one for rule in rules if not rule.last for one in _run(rule, project, crashes)]
    comments = [one for one in project.facts.of(Suppression) if not expired(one, project.today)]
    kept, silenced, used = silence(found, comments)
    ran = {name for rule in rules for name in (rule.code, rule.name)}
    after = replace(project, unused=tuple(_idle(comments, used, ran, project.known)))
    rest = [one for rule in rules if rule.last for one in _run(rule, after, crashes)]
    findings = sorted([*kept, *rest], key=lambda finding: finding.order)
    silenced.sort(key=lambda one: one.finding.order)
    return Checked(tuple(findings), tuple(silenced), tuple(crashes))


def expired(comment: Suppression, today: date) -> bool:
    """Tell whether a comment silences nothing any more."""
    return comment.until is not None and comment.until < today


def _run(rule: Rule, project: Project, crashes: list[str]) -> list[Finding]:
    try:
        return list(rule.findings(project))
    except Exception as error:  # noqa: BLE001  (whatever breaks in a plug-in is its own)
        reason = f"{type(error).__name__}: {error}"
        crashes.append(
            f"rule {rule.code} ({rule.name}) failed: {reason}\n{traceback.format_exc()}"
        )
        return []


def silence(
    findings: Iterable[Finding], comments: Iterable[Suppression]
) -> tuple[list[Finding], list[Silenced], Used]:
    """Part what a comment of its file or line names from the rest; say which codes did it."""
    comments = tuple(comments)
    reaching: dict[Reach, Suppression] = {}
    for comment in comments:
        for reach in _reaches(comment):
            reaching.setdefault(reach, comment)
    kept: list[Finding] = []
    silenced: list[Silenced] = []
    met: set[Reach] = set()
    for finding in findings:
        path, line = finding.location.path, finding.location.line
        names = (finding.code, finding.name)
        asked = ((path, at, name) for at in (line, EVERY_LINE) for name in names)
        if silencing := [one for one in asked if one in reaching]:
            met.update(silencing)
            silenced.append(Silenced(finding, reaching[silencing[0]].reason))
        else:
            kept.append(finding)
    used = {one: {code for *_, code in met.intersection(_reaches(one))} for one in comments}
    return kept, silenced, used


def _reaches(comment: Suppression) -> Iterator[Reach]:
    line = comment.target if comment.scope is Scope.LINE else EVERY_LINE
    return ((comment.location.path, line, code) for code in comment.codes)


def _idle(
    comments: Iterable[Suppression], used: Used, ran: set[str], known: frozenset[str]
) -> Iterator[Suppression]:
    """Yield comments with the codes that silenced nothing; what did not run may need its own."""
    for comment in comments:
        idle = tuple(
            code
            for code in comment.codes
            if code not in used.get(comment, ()) and (code in ran or (known and code not in known))
        )
        if idle or not comment.codes:
            yield replace(comment, codes=idle)

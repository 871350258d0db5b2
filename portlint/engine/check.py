"""Facts and registry to findings: run the rules, silence what is suppressed, sort."""

import traceback
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portlint.core import Finding, Project, Rule, Scope, Silenced, Suppression

Used = Mapping[Suppression, set[str]]
"""For each comment, which of its codes silenced something."""


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
    by_path: dict[str, list[Suppression]] = defaultdict(list)
    for comment in comments:
        by_path[comment.location.path].append(comment)
    kept: list[Finding] = []
    silenced: list[Silenced] = []
    used: dict[Suppression, set[str]] = defaultdict(set)
    for finding in findings:
        names = {finding.code, finding.name}
        own = [one for one in by_path.get(finding.location.path, ()) if _reaches(one, finding)]
        silencing = [(one, code) for one in own for code in one.codes if code in names]
        for comment, code in silencing:
            used[comment].add(code)
        if silencing:
            silenced.append(Silenced(finding, silencing[0][0].reason))
        else:
            kept.append(finding)
    return kept, silenced, used


def _reaches(comment: Suppression, finding: Finding) -> bool:
    return comment.scope is Scope.FILE or comment.target == finding.location.line


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

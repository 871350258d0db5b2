"""Facts and registry to findings: run the rules, silence what is suppressed, sort."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from portlint.core import Finding, Project, Rule, Scope, Suppression


class RuleError(Exception):
    """A rule failed; the message names it."""


def check(project: Project, rules: Sequence[Rule]) -> tuple[tuple[Finding, ...], int]:
    """Return what is left after suppression, sorted by place, and how much was silenced."""
    found = [finding for rule in rules if not rule.last for finding in run(rule, project)]
    comments = project.facts.of(Suppression)
    kept, used = silence(found, comments, project.today)
    names = {name for rule in rules for name in (rule.code, rule.name)}
    unused = tuple(one for one in comments if one not in used and names.issuperset(one.codes))
    rest = [
        finding
        for rule in rules
        if rule.last
        for finding in run(rule, replace(project, unused=unused))
    ]
    findings = sorted([*kept, *rest], key=lambda finding: finding.order)
    return tuple(findings), len(found) - len(kept)


def run(rule: Rule, project: Project) -> Iterator[Finding]:
    """Run one rule; one that breaks says which it was."""
    try:
        yield from rule.findings(project)
    except Exception as error:
        message = f"rule {rule.code} ({rule.name}) failed: {type(error).__name__}: {error}"
        raise RuleError(message) from error


def silence(
    findings: Iterable[Finding], comments: Iterable[Suppression], today: date
) -> tuple[list[Finding], set[Suppression]]:
    """Drop what a comment of its file or line names; return the rest and the comments that did."""
    by_path: dict[str, list[Suppression]] = defaultdict(list)
    for comment in comments:
        if comment.until is None or comment.until >= today:
            by_path[comment.location.path].append(comment)
    kept: list[Finding] = []
    used: set[Suppression] = set()
    for finding in findings:
        own = [one for one in by_path[finding.location.path] if _silences(one, finding)]
        used.update(own)
        if not own:
            kept.append(finding)
    return kept, used


def _silences(comment: Suppression, finding: Finding) -> bool:
    named = finding.code in comment.codes or finding.name in comment.codes
    here = comment.scope is Scope.FILE or comment.target == finding.location.line
    return named and here

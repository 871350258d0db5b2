"""What a run of `check` was asked for: the command line over the configuration."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from portlint.cli.session import Session
from portlint.core import Confidence, Finding, Rule, Severity
from portlint.engine.discovery import matches, seen_from
from portlint.engine.selection import Wanted, expand, selected

SEVERITIES = (Severity.NOTE, Severity.WARNING, Severity.ERROR)
CONFIDENCES = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


@dataclass(frozen=True)
class Asked:
    """The options of `check`, as they were typed; None and empty leave it to the configuration."""

    select: tuple[str, ...]
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    per_file_ignores: tuple[str, ...]
    pedantic: bool
    min_severity: str | None
    min_confidence: str
    fail_on: str | None
    formats: tuple[str, ...]
    statistics: bool
    exit_zero: bool
    color: str
    config: Path | None
    registry: Path | None
    isolated: bool
    jobs: int
    no_cache: bool


def words(typed: Iterable[str]) -> tuple[str, ...]:
    """Split what was given several times, or with commas."""
    return tuple(word.strip() for part in typed for word in part.split(",") if word.strip())


def rules_for(session: Session, asked: Asked) -> tuple[Rule, ...]:
    """Return the rules to run; raise UnknownRule for a word that means none."""
    settings = session.settings
    wanted = Wanted(
        words(asked.select) or settings.select,
        words(asked.ignore) or settings.ignore,
        (*words(asked.extend_select), *settings.extend_select),
        pedantic=asked.pedantic or settings.pedantic,
    )
    return selected(session.plugins.rules, wanted, registry=session.registry is not None)


@dataclass(frozen=True)
class Sieve:
    """Which findings are shown, and which of those fail a run."""

    session: Session
    least: Severity
    surest: Confidence
    failing: Severity
    ignores: tuple[tuple[str, frozenset[str]], ...]

    def keeps(self, finding: Finding) -> bool:
        """Tell whether a finding is shown."""
        root = self.session.root
        path = seen_from(self.session.settings.home(root), root, finding.location.path)
        return (
            SEVERITIES.index(finding.severity) >= SEVERITIES.index(self.least)
            and CONFIDENCES.index(finding.confidence) >= CONFIDENCES.index(self.surest)
            and not any(finding.code in codes and matches(path, [g]) for g, codes in self.ignores)
        )

    def fails(self, findings: Iterable[Finding]) -> bool:
        """Tell whether any of the findings fails the run."""
        least = SEVERITIES.index(self.failing)
        return any(SEVERITIES.index(finding.severity) >= least for finding in findings)


def sieve_for(session: Session, asked: Asked) -> Sieve:
    """Return what decides about findings; raise UnknownRule for a code that no rule has."""
    settings, rules = session.settings, session.plugins.rules
    typed = [word.rpartition(":")[::2] for word in words(asked.per_file_ignores)]
    ignores = [(glob, [code]) for glob, code in typed] + list(settings.per_file_ignores.items())
    return Sieve(
        session,
        Severity(asked.min_severity or settings.min_severity),
        Confidence(asked.min_confidence),
        Severity(asked.fail_on or settings.fail_on),
        tuple((glob, frozenset(expand(rules, codes))) for glob, codes in ignores),
    )

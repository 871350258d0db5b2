"""What a run of `check` was asked for: the command line over the configuration."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from portlint.cli.session import Session
from portlint.cli.terminal import fail
from portlint.cli.typed import Typed
from portlint.core import Confidence, Finding, Rule, Severity
from portlint.engine.passing import matches, seen_from
from portlint.engine.selection import UnknownRule, Wanted, expand, selected


@dataclass(frozen=True, slots=True)
class Choices:
    """What is in force: which rules run, what is shown, what fails, and how it is written."""

    rules: tuple[Rule, ...]
    ignores: tuple[tuple[str, frozenset[str]], ...]
    levels: Mapping[str, Severity]
    min_severity: Severity
    min_confidence: Confidence
    fail_on: Severity
    outputs: tuple[tuple[str, Path | None], ...]
    category: str = ""
    suppressed: bool = False

    def remapped(self, finding: Finding) -> Finding:
        """Return a finding with the severity that the configuration gives its rule."""
        level = self.levels.get(finding.code)
        return replace(finding, severity=level) if level else finding

    def shows(self, finding: Finding, path: str) -> bool:
        """Tell whether a finding is asked for; `path` is as the configuration's folder sees it."""
        return (
            finding.severity.rank <= self.min_severity.rank
            and finding.confidence.rank <= self.min_confidence.rank
            and not any(
                finding.code in codes and matches(path, [glob]) for glob, codes in self.ignores
            )
        )

    def shown(self, session: Session, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return what is asked for of what was found, each with its severity here."""
        return tuple(
            finding
            for finding in map(self.remapped, findings)
            if self.shows(finding, seen(session, finding.location.path))
        )

    def fails(self, finding: Finding) -> bool:
        """Tell whether a finding fails the run."""
        return finding.severity.rank <= self.fail_on.rank


def choose(session: Session, typed: Typed) -> Choices:
    """Put the command line over the configuration; end the run where one names what is not.

    A typed `--select` sets aside what the configuration selects and ignores.
    """
    settings = session.settings
    select = words(typed.select)
    wanted = Wanted(
        select or settings.select,
        (*words(typed.ignore), *(() if select else settings.ignore)),
        (*words(typed.extend_select), *settings.extend_select),
        pedantic=typed.pedantic or settings.pedantic,
    )
    known = session.plugins.rules
    try:
        return Choices(
            selected(known, wanted, registry=session.registry is not None),
            tuple(_ignores(session, typed)),
            {
                code: Severity(level)
                for word, level in settings.severity.items()
                for code in expand(known, [word])
            },
            Severity(typed.min_severity or settings.min_severity),
            Confidence(typed.min_confidence),
            Severity(typed.fail_on or settings.fail_on),
            tuple(_output(session, word) for word in words(typed.formats)) or (("text", None),),
            typed.sarif_category.strip("/"),
            typed.sarif_include_suppressed,
        )
    except UnknownRule as error:
        fail(str(error))


def _ignores(session: Session, typed: Typed) -> Iterator[tuple[str, frozenset[str]]]:
    known = session.plugins.rules
    for word in words(typed.per_file_ignores):
        glob, _, code = word.rpartition(":")
        if not glob:
            fail(f"--per-file-ignores takes GLOB:CODE, not {word}")
        yield glob, frozenset(expand(known, [code]))
    for glob, codes in session.settings.per_file_ignores.items():
        yield glob, frozenset(expand(known, codes))


def _output(session: Session, word: str) -> tuple[str, Path | None]:
    name, _, file = word.partition("=")
    known = session.plugins.reporters
    if name not in known:
        fail(f"no output format is called {name}; known are {', '.join(known)}")
    return name, Path(file) if file else None


def output_files(typed: Typed) -> list[Path]:
    """Return the files that a run writes."""
    return [Path(word.partition("=")[2]) for word in words(typed.formats) if "=" in word]


def seen(session: Session, path: str) -> str:
    """Return a path below the root as the configuration's folder sees it."""
    return seen_from(session.settings.home(session.root), session.root, path)


def words(given: tuple[str, ...]) -> tuple[str, ...]:
    """Split what was given several times, or with commas."""
    return tuple(word.strip() for part in given for word in part.split(",") if word.strip())

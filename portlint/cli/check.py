"""`portlint check`: lint a repository."""

import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from portlint.cli.options import config_options, path_argument
from portlint.cli.session import Session, open_session, report_crashes
from portlint.cli.summary import summary
from portlint.cli.terminal import fail, safe, say, style_of
from portlint.core import Facts, Finding, Project, Report, Rule, Severity, Unread
from portlint.engine.check import RuleError, check
from portlint.engine.discovery import matches, seen_from
from portlint.engine.gather import Gathered
from portlint.engine.lines import source_lines
from portlint.engine.selection import UnknownRule, Wanted, expand, selected

ORDER = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.NOTE: 0}
SURE = {"high": 2, "medium": 1, "low": 0}


@click.command("check")
@path_argument
@click.option("--select", multiple=True, help="Run these rules: codes, prefixes, names or ALL.")
@click.option("--extend-select", multiple=True, help="Run these rules as well.")
@click.option("--ignore", multiple=True, help="Do not run these rules.")
@click.option(
    "--per-file-ignores", multiple=True, metavar="GLOB:CODE", help="Ignore in some files."
)
@click.option("--pedantic", is_flag=True, help="Run the pedantic rules too.")
@click.option("--min-severity", type=click.Choice(["error", "warning", "note"]))
@click.option("--min-confidence", type=click.Choice(["high", "medium", "low"]), default="low")
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "note"]), help="What fails a run."
)
@click.option("--output-format", "formats", multiple=True, metavar="FORMAT[=FILE]")
@click.option("--statistics", is_flag=True, help="Count findings by rule.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 with findings too.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@config_options
def command(paths: tuple[Path, ...], **options: object) -> None:
    """Lint PATHS, the current directory where none is given."""
    begin = time.perf_counter()
    session = open_session(
        paths,
        config=options["config"],  # type: ignore[arg-type]
        registry=options["registry"],  # type: ignore[arg-type]
        isolated=bool(options["isolated"]),
    )
    chosen = Options(session, options)
    gathered = session.gather(jobs=chosen.jobs, cached=not options["no_cache"])
    report = chosen.report(gathered, begin)
    chosen.write(report)
    report_crashes(gathered)
    sys.exit(2 if gathered.crashes else chosen.status(report))


class Options:
    """The command line over the configuration: what was typed wins."""

    def __init__(self, session: Session, typed: dict[str, object]) -> None:
        settings = session.settings
        self.session = session
        self.typed = typed
        self.jobs = int(str(typed["jobs"])) or settings.jobs
        self.min_severity = Severity(str(typed["min_severity"] or settings.min_severity))
        self.fail_on = Severity(str(typed["fail_on"] or settings.fail_on))
        self.formats = [self._format(word) for word in words(typed["formats"])] or [("text", None)]
        rules = session.plugins.rules
        wanted = Wanted(
            words(typed["select"]) or settings.select,
            words(typed["ignore"]) or settings.ignore,
            (*words(typed["extend_select"]), *settings.extend_select),
            pedantic=bool(typed["pedantic"]) or settings.pedantic,
        )
        try:
            self.rules = selected(rules, wanted, registry=session.registry is not None)
            self.ignores = self._ignores(rules)
        except UnknownRule as error:
            fail(str(error))

    def _format(self, word: str) -> tuple[str, Path | None]:
        name, _, file = word.partition("=")
        known = self.session.plugins.reporters
        if name not in known:
            fail(f"no output format is called {name}; known are {', '.join(known)}")
        return name, Path(file) if file else None

    def _ignores(self, rules: object) -> list[tuple[str, set[str]]]:
        del rules
        known = self.session.plugins.rules
        typed = [word.rpartition(":")[::2] for word in words(self.typed["per_file_ignores"])]
        configured = self.session.settings.per_file_ignores.items()
        return [
            *((glob, expand(known, [code])) for glob, code in typed),
            *((glob, expand(known, codes)) for glob, codes in configured),
        ]

    def report(self, gathered: Gathered, begin: float) -> Report:
        """Run the rules and keep what is asked for."""
        facts = Facts(gathered.facts)
        registry = self.session.registry
        try:
            today = datetime.now(UTC).date()
            paths = frozenset(entry.path for entry in self.session.listing.files)
            project = Project(facts, registry, paths, today=today)
            found, suppressed = check(project, self.rules)
        except RuleError as error:
            fail(str(error))
            raise
        findings = tuple(finding for finding in map(self._remapped, found) if self._kept(finding))
        listing = self.session.listing
        return Report(
            findings,
            files=len(listing.files),
            suppressed=suppressed,
            unread=facts.of(Unread),
            left_out=listing.left_out,
            lines=source_lines(listing.root, findings),
            seconds=time.perf_counter() - begin,
            registry=registry.path if registry else "",
            root=listing.root.as_posix(),
        )

    def _remapped(self, finding: Finding) -> Finding:
        level = self.session.settings.severity.get(finding.code)
        return replace(finding, severity=Severity(level)) if level else finding

    def _kept(self, finding: Finding) -> bool:
        root = self.session.root
        path = seen_from(self.session.settings.home(root), root, finding.location.path)
        return (
            ORDER[finding.severity] >= ORDER[self.min_severity]
            and SURE[finding.confidence.value] >= SURE[str(self.typed["min_confidence"])]
            and not any(
                finding.code in codes and matches(path, [glob]) for glob, codes in self.ignores
            )
        )

    def write(self, report: Report) -> None:
        """Render in every format that was asked for."""
        for name, file in self.formats:
            reporter = self.session.plugins.reporters[name]
            rules: Sequence[Rule] = self.rules
            if file:
                content = reporter.render(report, rules, style_of(sys.stdout, "never"))
                try:
                    file.write_text(content, "utf-8")
                except OSError as error:
                    fail(f"{file}: cannot be written: {error.strerror}")
                continue
            style = style_of(sys.stdout, str(self.typed["color"]))
            click.echo(reporter.render(cleaned(report), rules, style), nl=False, color=True)
        if self.typed["statistics"]:
            click.echo(statistics(report.findings), nl=False)
        say(summary(report))

    def status(self, report: Report) -> int:
        """Return the exit status."""
        failing = any(ORDER[f.severity] >= ORDER[self.fail_on] for f in report.findings)
        return int(failing and not self.typed["exit_zero"])


def words(value: object) -> tuple[str, ...]:
    """Split what was given several times, or with commas."""
    parts = value if isinstance(value, tuple) else ()
    return tuple(word.strip() for part in parts for word in str(part).split(",") if word.strip())


def cleaned(report: Report) -> Report:
    """Return the report with nothing in it that could steer a terminal."""
    return replace(
        report,
        findings=tuple(
            replace(
                finding,
                message=safe(finding.message),
                location=replace(finding.location, path=safe(finding.location.path)),
            )
            for finding in report.findings
        ),
        lines={(safe(path), line): safe(text) for (path, line), text in report.lines.items()},
    )


def statistics(findings: Iterable[Finding]) -> str:
    """Count findings by rule, most first."""
    counts = Counter((finding.code, finding.name) for finding in findings)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return "".join(f"{count:6} {code} {name}\n" for (code, name), count in rows)

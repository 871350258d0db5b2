"""`portlint check`: lint a repository."""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from portlint.cli.asked import Asked, Sieve, rules_for, sieve_for
from portlint.cli.options import config_options, path_argument
from portlint.cli.session import Session, open_session, report_crashes
from portlint.cli.terminal import fail
from portlint.cli.writing import outputs, statistics, write
from portlint.core import Facts, Finding, Project, Report, Rule, Severity, Unread
from portlint.engine.check import RuleError, check
from portlint.engine.lines import source_lines
from portlint.engine.selection import UnknownRule

LEVELS = click.Choice(["error", "warning", "note"])


@click.command("check")
@path_argument
@click.option("--select", multiple=True, help="Run these rules: codes, prefixes, names or ALL.")
@click.option("--extend-select", multiple=True, help="Run these rules as well.")
@click.option("--ignore", multiple=True, help="Do not run these rules.")
@click.option("--per-file-ignores", multiple=True, metavar="GLOB:CODE", help="Ignore in files.")
@click.option("--pedantic", is_flag=True, help="Run the pedantic rules too.")
@click.option("--min-severity", type=LEVELS, help="The least severity that is shown.")
@click.option("--min-confidence", type=click.Choice(["high", "medium", "low"]), default="low")
@click.option("--fail-on", type=LEVELS, help="The least severity that fails a run.")
@click.option("--output-format", "formats", multiple=True, metavar="FORMAT[=FILE]")
@click.option("--statistics", is_flag=True, help="Count findings by rule.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 with findings too.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@config_options
def command(paths: tuple[Path, ...], **options: Any) -> None:
    """Lint PATHS, the current directory where none is given."""
    begin = time.perf_counter()
    asked = Asked(**options)
    session = open_session(
        paths, config=asked.config, registry=asked.registry, isolated=asked.isolated
    )
    wanted = outputs(asked.formats, session.plugins)
    try:
        rules, sieve = rules_for(session, asked), sieve_for(session, asked)
    except UnknownRule as error:
        fail(str(error))
    gathered = session.gather(jobs=asked.jobs, cached=not asked.no_cache)
    report = report_of(session, Facts(gathered.facts), rules, sieve)
    report = replace(report, seconds=time.perf_counter() - begin)
    write(report, rules, wanted, asked.color)
    if asked.statistics:
        click.echo(statistics(report.findings), nl=False)
    report_crashes(gathered)
    failed = sieve.fails(report.findings) and not asked.exit_zero
    sys.exit(2 if gathered.crashes else int(failed))


def report_of(session: Session, facts: Facts, rules: Sequence[Rule], sieve: Sieve) -> Report:
    """Run the rules and keep what is shown; end the run where a rule breaks."""
    listing, registry = session.listing, session.registry
    paths = frozenset(entry.path for entry in listing.files)
    project = Project(facts, registry, paths, today=datetime.now(UTC).date())
    try:
        found, suppressed = check(project, rules)
    except RuleError as error:
        fail(str(error))
    levels = session.settings.severity
    findings = tuple(one for one in (remapped(one, levels) for one in found) if sieve.keeps(one))
    return Report(
        findings,
        files=len(listing.files),
        suppressed=suppressed,
        unread=facts.of(Unread),
        left_out=listing.left_out,
        lines=source_lines(listing.root, findings),
        registry=registry.path if registry else "",
        root=listing.root.as_posix(),
    )


def remapped(finding: Finding, levels: Mapping[str, str]) -> Finding:
    """Return a finding with the severity that the configuration gives its rule."""
    level = levels.get(finding.code)
    return replace(finding, severity=Severity(level)) if level else finding

"""`portlint check`: lint a repository."""

import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from portlint.cli.choices import Choices, Typed, choose, seen
from portlint.cli.options import Sources, path_argument, source_options
from portlint.cli.output import put
from portlint.cli.session import Session, open_session, report_crashes
from portlint.core import Facts, Finding, LeftOut, Report, Unread
from portlint.engine.check import Checked, check
from portlint.engine.hashes import line_hashes
from portlint.engine.lines import source_lines

LEVELS = click.Choice(["error", "warning", "note"])


@click.command("check")
@path_argument
@click.option("--select", multiple=True, help="Run these rules: codes, prefixes, names or ALL.")
@click.option("--extend-select", multiple=True, help="Run these rules as well.")
@click.option("--ignore", multiple=True, help="Do not run these rules.")
@click.option(
    "--per-file-ignores", multiple=True, metavar="GLOB:CODE", help="Ignore in some files."
)
@click.option("--pedantic", is_flag=True, help="Run the pedantic rules too.")
@click.option("--min-severity", type=LEVELS, help="The least severity that is shown.")
@click.option(
    "--min-confidence",
    type=click.Choice(["high", "medium", "low"]),
    default="low",
    help="The least confidence that is shown.",
)
@click.option("--fail-on", type=LEVELS, help="The least severity that fails a run.")
@click.option(
    "--output-format",
    "formats",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help="text, concise, github, sarif and others; several from one run.",
)
@click.option(
    "--sarif-category", default="", metavar="NAME", help="Tells runs of one repository apart."
)
@click.option(
    "--sarif-include-suppressed", is_flag=True, help="Write suppressed findings to SARIF too."
)
@click.option("--statistics", is_flag=True, help="Count findings by rule, on standard error.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 with findings too.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@source_options
def command(paths: tuple[Path, ...], sources: Sources, **options: Any) -> None:
    """Lint PATHS, the current directory where none is given."""
    begin = time.perf_counter()
    typed = Typed(**options)
    session = open_session(paths, sources)
    choices = choose(session, typed)
    gathered = session.gather()
    facts = Facts(gathered.facts)
    checked = check(session.project(facts), choices.rules)
    crashes = (*gathered.crashes, *checked.crashes)
    report = _report(session, choices, facts, checked, begin)
    report = replace(report, crashes=tuple(one.partition("\n")[0] for one in crashes))
    put(report, session.plugins.reporters, choices, typed)
    report_crashes(crashes)
    failing = not typed.exit_zero and any(map(choices.fails, report.findings))
    sys.exit(2 if crashes else int(failing))


def _report(
    session: Session, choices: Choices, facts: Facts, checked: Checked, begin: float
) -> Report:
    """Keep what is asked for, with the lines that it stands on."""
    asked = [choices.remapped(finding) for finding in checked.findings]
    findings = tuple(one for one in asked if _shown(session, choices, one))
    silenced = tuple(
        one
        for one in checked.silenced
        if choices.suppressed and _shown(session, choices, one.finding)
    )
    listing = session.listing
    everything = (*findings, *(one.finding for one in silenced))
    return Report(
        findings,
        files=len(listing.files),
        suppressed=len(checked.silenced),
        unread=facts.of(Unread),
        left_out=listing.left_out + Counter(fact.reason for fact in facts.of(LeftOut)),
        lines=source_lines(listing.root, everything),
        seconds=time.perf_counter() - begin,
        registry=session.registry.path if session.registry else "",
        root=listing.root.as_posix(),
        hashes=line_hashes(listing.root, everything),
        silenced=silenced,
        category=f"{choices.category or f'portlint/{listing.base}'.strip('/')}/",
    )


def _shown(session: Session, choices: Choices, finding: Finding) -> bool:
    return choices.shows(finding, seen(session, finding.location.path))

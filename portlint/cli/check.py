"""`portlint check`: lint a repository."""

import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import click

from portlint.cli.baseline import Baseline, baseline_options, sifted
from portlint.cli.choices import Typed, choose
from portlint.cli.options import Sources, path_argument, source_options
from portlint.cli.output import put
from portlint.cli.session import Session, open_session, report_crashes
from portlint.core import Facts, LeftOut, Report, Unread
from portlint.engine.check import check
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
    help="text, concise, json, sarif; several from one run.",
)
@click.option("--statistics", is_flag=True, help="Count findings by rule, on standard error.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 with findings too.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@baseline_options
@source_options
def command(paths: tuple[Path, ...], sources: Sources, baseline: Baseline, **options: Any) -> None:
    """Lint PATHS, the current directory where none is given."""
    begin = time.perf_counter()
    typed = Typed(**options)
    session = open_session(paths, sources)
    choices = choose(session, typed)
    gathered = session.gather()
    facts = Facts(gathered.facts)
    checked = check(session.project(facts), choices.rules)
    found = choices.shown(session, checked.findings)
    lines = source_lines(session.root, found)
    parted, known_to = sifted(session, choices, baseline, found, lines)
    report = Report(
        parted.new,
        suppressed=checked.suppressed,
        lines=lines,
        known={known_to: len(parted.known)},
        **_about(session, facts),
        seconds=time.perf_counter() - begin,
    )
    put(report, session.plugins.reporters, choices, typed)
    crashes = (*gathered.crashes, *checked.crashes)
    report_crashes(crashes)
    failing = not typed.exit_zero and any(map(choices.fails, report.findings))
    sys.exit(2 if crashes else int(failing))


def _about(session: Session, facts: Facts) -> dict[str, Any]:
    """Return what a report says of the files that it stands on."""
    listing = session.listing
    return {
        "files": len(listing.files),
        "unread": facts.of(Unread),
        "left_out": listing.left_out + Counter(fact.reason for fact in facts.of(LeftOut)),
        "registry": session.registry.path if session.registry else "",
        "root": listing.root.as_posix(),
    }

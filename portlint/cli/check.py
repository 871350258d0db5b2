"""`portlint check`: lint a repository."""

import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import click

from portlint.cli.baseline import Baseline, baseline_options, sifted
from portlint.cli.choices import choose, output_files
from portlint.cli.mending import Mending, mend, mending_options
from portlint.cli.options import Sources, paths_argument, source_options
from portlint.cli.output import put
from portlint.cli.reporting import report_of
from portlint.cli.session import open_session, report_crashes
from portlint.cli.since import Since, looked_at, new_since, since_options
from portlint.cli.terminal import fail
from portlint.cli.trial import Linted
from portlint.cli.typed import Typed, typed_options
from portlint.cli.watching import watch
from portlint.core import Facts
from portlint.engine.check import check
from portlint.engine.lines import source_lines


@click.command("check")
@paths_argument
@typed_options
@baseline_options
@since_options
@mending_options
@source_options
def command(
    paths: tuple[Path, ...], sources: Sources, typed: Typed, mending: Mending, **asked: Any
) -> None:
    """Lint PATHS, the current directory where none is given."""
    if typed.watch:
        once = partial(run, paths, sources, typed=typed, **asked)
        if mending.wanted or asked["baseline"].writes:
            fail("--watch only looks: leave out what writes")
        watch(paths or (Path(),), output_files(typed), once)
        return
    asked["typed"] = typed
    if mending.wanted:
        run(paths, sources, mending=mending, **asked)
    sys.exit(run(paths, sources, **asked))


def run(  # noqa: PLR0913  (what can be asked for, by concern)
    paths: tuple[Path, ...],
    sources: Sources,
    *,
    typed: Typed,
    baseline: Baseline,
    since: Since,
    mending: Mending | None = None,
) -> int:
    """Lint, and report or mend what is found; return the exit status."""
    begin = time.perf_counter()
    session = open_session(paths, sources)
    choices = choose(session, typed)
    work = session.gather()
    with looked_at(session, work, since) as (view, gathered, same):
        facts = Facts(gathered.facts)
        checked = check(view.project(facts), choices.rules)
        found = choices.shown(view, checked.findings)
        parted, name = sifted(view, choices, baseline, found, source_lines(view.place, found))
        new, revision = new_since((session, work), (view, same), choices, since, parted.new)
        if mending:
            mend(Linted(view, gathered, choices, checked.findings, new), mending)
            return 0
        known = {name: len(parted.known), revision: len(parted.new) - len(new)}
        crashes = (*gathered.crashes, *checked.crashes)
        report = report_of(
            view, choices, facts, checked, new, crashes=crashes, known=known, begin=begin
        )
    put(report, session.plugins.reporters, choices, typed)
    report_crashes(crashes)
    failing = not typed.exit_zero and any(map(choices.fails, report.findings))
    return 2 if crashes else int(failing)

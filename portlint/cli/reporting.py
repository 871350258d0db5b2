"""A run's report: what is shown of what was found, with all that formats write of it."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence

from portlint.cli.choices import Choices
from portlint.cli.session import Session
from portlint.core import Facts, Finding, LeftOut, Report, Unread
from portlint.engine.check import Checked
from portlint.engine.hashes import line_hashes
from portlint.engine.lines import source_lines


def report_of(  # noqa: PLR0913  (each is a stage of the run)
    session: Session,
    choices: Choices,
    facts: Facts,
    checked: Checked,
    findings: tuple[Finding, ...],
    *,
    crashes: Sequence[str],
    known: Mapping[str, int],
    begin: float,
) -> Report:
    """Return what is left of a run that began at `begin`, with the lines that it stands on."""
    silenced = tuple(
        one
        for one in checked.silenced
        if choices.suppressed and choices.shown(session, [one.finding])
    )
    listing = session.listing
    everything = (*findings, *(one.finding for one in silenced))
    return Report(
        findings,
        files=len(listing.files),
        suppressed=len(checked.silenced),
        unread=facts.of(Unread),
        left_out=listing.left_out + Counter(fact.reason for fact in facts.of(LeftOut)),
        lines=source_lines(session.place, everything),
        seconds=time.perf_counter() - begin,
        registry=session.registry.path if session.registry else "",
        root=listing.root.as_posix(),
        known=known,
        hashes=line_hashes(session.place, everything),
        silenced=silenced,
        category=f"{choices.category or f'portlint/{listing.base}'.strip('/')}/",
        crashes=tuple(one.partition("\n")[0] for one in crashes),
    )

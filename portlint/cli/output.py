"""A report to standard output and to files."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

import click

from portlint.cli.choices import Choices
from portlint.cli.summary import summary
from portlint.cli.terminal import safe, safe_line, safe_path, say, style_of
from portlint.cli.typed import Typed
from portlint.cli.writing import write
from portlint.core import Edit, Finding, Fix, Location, Related, Report, Reporter, Silenced, Style


def put(report: Report, reporters: Mapping[str, Reporter], choices: Choices, typed: Typed) -> None:
    """Render in every format that was asked for: the same words, wherever they go."""
    clean = cleaned(report)
    for name, file in choices.outputs:
        style = style_of(sys.stdout, typed.color) if file is None else Style()
        rendered = reporters[name].rendered(clean, choices.rules, style)
        if file:
            write(file, rendered.text)
        else:
            click.echo(rendered.text, nl=False, color=True)
        for notice in rendered.notices:
            say(f"portlint: {name}: {notice}")
    if typed.statistics:
        say(statistics(report.findings))
    say(summary(clean))


def statistics(findings: Iterable[Finding]) -> str:
    """Count findings by rule, most first."""
    counts = Counter((finding.code, finding.name) for finding in findings)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return "\n".join(f"{count:6} {code} {name}" for (code, name), count in rows)


def cleaned(report: Report) -> Report:
    """Return the report with nothing in it that could steer a terminal or add a line to it."""
    return replace(
        report,
        findings=tuple(map(_finding, report.findings)),
        unread=tuple(replace(u, location=_place(u.location)) for u in report.unread),
        lines={(safe_path(path), line): safe(t) for (path, line), t in report.lines.items()},
        hashes={(safe_path(path), line): one for (path, line), one in report.hashes.items()},
        silenced=tuple(
            Silenced(_finding(one.finding), safe_line(one.reason)) for one in report.silenced
        ),
        crashes=tuple(map(safe_line, report.crashes)),
        category=safe_line(report.category),
    )


def _finding(finding: Finding) -> Finding:
    return replace(
        finding,
        location=_place(finding.location),
        message=safe_line(finding.message),
        service=safe_line(finding.service),
        related=_related(finding.related),
        flow=_related(finding.flow),
        fix=_fix(finding.fix) if finding.fix else None,
    )


def _related(ends: tuple[Related, ...]) -> tuple[Related, ...]:
    return tuple(Related(_place(one.location), safe_line(one.message)) for one in ends)


def _fix(fix: Fix) -> Fix:
    edits = (Edit(_place(edit.location), safe(edit.text)) for edit in fix.edits)
    return replace(fix, edits=tuple(edits))


def _place(place: Location) -> Location:
    return replace(place, path=safe_path(place.path))

"""Write a report in every format that was asked for."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from portlint.cli.summary import summary
from portlint.cli.terminal import fail, safe, say, style_of
from portlint.core import Finding, Related, Report, Reporter, Rule
from portlint.plugins import Plugins

Output = tuple[Reporter, Path | None]


def outputs(typed: Sequence[str], plugins: Plugins) -> list[Output]:
    """Read `FORMAT[=FILE]` words; end the run where a format is unknown."""
    found: list[Output] = []
    for word in typed or ["text"]:
        name, _, file = word.partition("=")
        if name not in plugins.reporters:
            known = ", ".join(plugins.reporters)
            fail(f"no output format is called {name}; known are {known}")
        found.append((plugins.reporters[name], Path(file) if file else None))
    return found


def write(report: Report, rules: Sequence[Rule], wanted: Iterable[Output], color: str) -> None:
    """Render each output to its file, or to standard output; the summary to standard error."""
    for reporter, file in wanted:
        if file is None:
            style = style_of(sys.stdout, color)
            click.echo(reporter.render(cleaned(report), rules, style), nl=False, color=True)
            continue
        content = reporter.render(report, rules, style_of(sys.stdout, "never"))
        try:
            file.write_text(content, "utf-8")
        except OSError as error:
            fail(f"{file}: cannot be written: {error.strerror}")
    say(summary(report))


def cleaned(report: Report) -> Report:
    """Return the report with nothing in it that could steer a terminal."""
    return replace(
        report,
        findings=tuple(map(_cleaned, report.findings)),
        lines={(safe(path), line): safe(text) for (path, line), text in report.lines.items()},
    )


def _cleaned(finding: Finding) -> Finding:
    return replace(
        finding,
        message=safe(finding.message),
        location=replace(finding.location, path=safe(finding.location.path)),
        related=tuple(
            Related(replace(one.location, path=safe(one.location.path)), safe(one.message))
            for one in finding.related
        ),
    )


def statistics(findings: Iterable[Finding]) -> str:
    """Count findings by rule, most first."""
    counts = Counter((finding.code, finding.name) for finding in findings)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return "".join(f"{count:6} {code} {name}\n" for (code, name), count in rows)

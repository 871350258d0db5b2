"""`portlint report`: the figures of governance."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from portlint.cli.options import (
    Sources,
    format_option,
    output_option,
    path_argument,
    source_options,
)
from portlint.cli.session import open_session, report_crashes
from portlint.cli.writing import put
from portlint.core import Facts
from portlint.core.figures import Figure, figures
from portlint.core.quoting import markdown
from portlint.engine.check import check

UNSAID = "-"


@click.command("report")
@path_argument
@format_option("text", "json", "markdown")
@output_option
@source_options
def command(path: Path, output_format: str, output: Path | None, sources: Sources) -> None:
    """Print what PATH's registry covers, and how far all else agrees with it.

    Every rule counts, whatever the configuration selects; what a comment silences does not.
    """
    session = open_session((path,), sources)
    gathered = session.gather()
    project = session.project(Facts(gathered.facts))
    checked = check(project, list(session.plugins.rules.values()))
    found = figures(project, checked.findings)
    text = FORMATS[output_format](found)
    put(text, output)
    report_crashes((*gathered.crashes, *checked.crashes))


def shown(figure: Figure) -> str:
    """Return a figure as people read it: `12`, `92.3 % (12 of 13)`, or a dash."""
    if figure.value is None:
        return UNSAID
    if figure.of is None:
        return str(figure.value)
    share = UNSAID if figure.percent is None else f"{figure.percent} %"
    return f"{share} ({figure.value} of {figure.of})"


def as_text(found: Sequence[Figure]) -> str:
    """Return a line for each figure, with its definition below it."""
    wide = max(len(one.name) for one in found)
    lines = (f"{one.name:<{wide}}  {shown(one)}\n    {one.definition}\n" for one in found)
    return "".join(lines)


def as_markdown(found: Sequence[Figure]) -> str:
    """Return a table, for a page or a job's summary."""
    rows = (f"| {one.name} | {shown(one)} | {markdown(one.definition)} |\n" for one in found)
    return "".join(["| figure | value | counts |\n|---|---|---|\n", *rows])


def as_json(found: Sequence[Figure]) -> str:
    """Return `{"version": 1, "figures": […]}`."""
    rows = [
        {
            "name": one.name,
            "value": one.value,
            "of": one.of,
            "percent": one.percent,
            "definition": one.definition,
        }
        for one in found
    ]
    return json.dumps({"version": 1, "figures": rows}, indent=1, ensure_ascii=False) + "\n"


FORMATS: dict[str, Callable[[Sequence[Figure]], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
}

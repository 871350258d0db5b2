"""`portlint free`: the next free ports."""

import re
from itertools import islice
from pathlib import Path

import click

from portlint.cli.options import Sources, path_argument, source_options
from portlint.cli.session import open_session
from portlint.cli.terminal import fail
from portlint.core import Registry
from portlint.registry.vacancy import Span, ranges_of, taken, unused

SPAN = re.compile(r"(\d{1,5})-(\d{1,5})\Z")


@click.command("free")
@click.argument("span", metavar="RANGE|STACK")
@path_argument
@click.option(
    "--count", "-n", type=click.IntRange(1), default=5, show_default=True, help="How many."
)
@source_options
def command(span: str, path: Path, *, count: int, sources: Sources) -> None:
    """Print the next free ports of a range (4000-4099) or of a stack's range.

    Free is what nobody has registered, nothing here publishes or listens on, no browser refuses,
    and no system hands out itself.
    """
    session = open_session((path,), sources)
    spans = spans_of(span, session.registry)
    used = taken(session.gather().facts)
    free = list(islice(unused(spans, used, session.registry), count))
    if not free:
        written = ", ".join(f"{first}-{last}" for first, last in spans)
        fail(f"no port of {written} is free")
    click.echo("\n".join(map(str, free)))


def spans_of(span: str, registry: Registry | None) -> list[Span]:
    """Return first and last port of a range that is written out, or of those that a stack has."""
    if match := SPAN.match(span):
        first, last = int(match[1]), int(match[2])
        if not 1 <= first <= last <= 65535:  # noqa: PLR2004
            fail(f"{span} does not run from a port up to another")
        return [(first, last)]
    named = ranges_of(registry, span) if registry else []
    if not named:
        names = dict.fromkeys(one.name for one in registry.ranges) if registry else {}
        hint = f"; known are {', '.join(names)}" if names else "; write it as 4000-4099"
        fail(f"no range is called {span}{hint}")
    return [(one.first, one.last) for one in named]

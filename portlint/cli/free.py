"""`portlint free`: the next free ports."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from portlint.cli.options import Sources, source_options
from portlint.cli.session import open_session
from portlint.cli.terminal import fail
from portlint.core import Context, PortUse, Registry, Role
from portlint.core.tables import browser_blocked, reserved_at

SPAN = re.compile(r"(\d{1,5})-(\d{1,5})\Z")


@click.command("free")
@click.argument("span", metavar="RANGE|STACK")
@click.argument("path", type=click.Path(path_type=Path), default=Path())
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
    first, last = ends(span, session.registry)
    gathered = session.gather()
    used = {
        fact.port
        for fact in gathered.facts
        if isinstance(fact, PortUse)
        and fact.context is not Context.COMMENT
        and fact.role in (Role.PUBLISH, Role.LISTEN, Role.DECLARE)
    }
    free = [
        port
        for port, _ in zip(unused(first, last, used, session.registry), range(count), strict=False)
    ]
    if not free:
        fail(f"no port of {first}-{last} is free")
    click.echo("\n".join(map(str, free)))


def ends(span: str, registry: Registry | None) -> tuple[int, int]:
    """Return first and last port of a range that is written out, or named after a stack."""
    if match := SPAN.match(span):
        first, last = int(match[1]), int(match[2])
        if not 1 <= first <= last <= 65535:  # noqa: PLR2004
            fail(f"{span} does not run from a port up to another")
        return first, last
    named = [one for one in registry.ranges if one.name == span] if registry else []
    if not named:
        known = ", ".join(one.name for one in registry.ranges) if registry else ""
        hint = f"; known are {known}" if known else "; write it as 4000-4099"
        fail(f"no range is called {span}{hint}")
    return named[0].first, named[0].last


def unused(first: int, last: int, used: set[int], registry: Registry | None) -> Iterator[int]:
    """Yield the free ports of a range, lowest first."""
    owned = {
        port.host or port.container
        for service in (registry.services if registry else ())
        for port in service.ports
    }
    for port in range(first, last + 1):
        if port not in used | owned and port not in browser_blocked() and not reserved_at(port):
            yield port

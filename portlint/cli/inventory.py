"""`portlint inventory`: every port occurrence."""

import sys
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

import click

from portlint.cli.options import config_options, path_argument
from portlint.cli.session import open_session, report_crashes
from portlint.cli.tables import FORMATS, render
from portlint.cli.terminal import fail, say
from portlint.core import Context, PortUse, Role


@click.command("inventory")
@path_argument
@click.option(
    "--output-format", type=click.Choice(list(FORMATS)), default="table", show_default=True
)
@click.option("--output", type=click.Path(path_type=Path), help="Write to a file.")
@click.option("--path", "globs", multiple=True, help="Only paths that match a glob.")
@click.option("--port", "ports", multiple=True, type=int, help="Only this port.")
@click.option("--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]))
@click.option(
    "--context", "contexts", multiple=True, type=click.Choice([c.value for c in Context])
)
@click.option("--comments", is_flag=True, help="Ports in comments too.")
@click.option("--group-by", type=click.Choice(["path", "port", "service"]), default="path")
@config_options
def command(  # noqa: PLR0913, PLR0917  (one for each option)
    paths: tuple[Path, ...],
    output_format: str,
    output: Path | None,
    globs: tuple[str, ...],
    ports: tuple[int, ...],
    roles: tuple[str, ...],
    contexts: tuple[str, ...],
    group_by: str,
    config: Path | None,
    registry: Path | None,
    jobs: int,
    *,
    comments: bool,
    isolated: bool,
    no_cache: bool,
) -> None:
    """List every port of the repository, with what it does where it stands."""
    session = open_session(paths, config=config, registry=registry, isolated=isolated)
    gathered = session.gather(jobs=jobs, cached=not no_cache)
    uses = [fact for fact in gathered.facts if isinstance(fact, PortUse)]
    shown = [
        use
        for use in uses
        if (comments or "comment" in contexts or use.context is not Context.COMMENT)
        and (not globs or any(fnmatch(use.location.path, glob) for glob in globs))
        and (not ports or use.port in ports)
        and (not roles or use.role in roles)
        and (not contexts or use.context in contexts)
    ]
    write(render(output_format, ordered(shown, group_by), session.registry), output)
    report_crashes(gathered)
    if gathered.crashes:
        sys.exit(2)


def ordered(uses: Iterable[PortUse], group_by: str) -> list[PortUse]:
    """Sort for the grouping that was asked for."""
    if group_by == "port":
        return sorted(uses, key=lambda use: (use.port, use.location))
    if group_by == "service":
        return sorted(uses, key=lambda use: (use.service, use.port, use.location))
    return sorted(uses, key=lambda use: use.location)


def write(content: str | bytes, output: Path | None) -> None:
    """Write to standard output or a file."""
    if output is None:
        if isinstance(content, bytes) and sys.stdout.isatty():
            fail("a spreadsheet does not fit a terminal; name a file with --output")
        click.echo(content, nl=False)
        return
    try:
        output.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        fail(f"{output}: cannot be written: {error.strerror}")
    say(f"written to {output}")

"""`portlint inventory`: every port occurrence."""

import sys
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import click

from portlint.cli.options import (
    Sources,
    format_option,
    output_option,
    paths_argument,
    source_options,
)
from portlint.cli.session import open_session, report_crashes
from portlint.cli.tables import FORMATS, GROUPS, render
from portlint.cli.writing import put
from portlint.core import Context, PortUse, Role


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; an empty field asks for all. Comments are left out unless asked for."""

    globs: tuple[str, ...]
    ports: tuple[int, ...]
    roles: tuple[str, ...]
    contexts: tuple[str, ...]
    comments: bool

    def __contains__(self, use: PortUse) -> bool:
        comment = use.context is Context.COMMENT
        return (
            (not comment or self.comments or Context.COMMENT in self.contexts)
            and (not self.globs or any(fnmatch(use.location.path, glob) for glob in self.globs))
            and (not self.ports or use.port in self.ports)
            and (not self.roles or use.role in self.roles)
            and (not self.contexts or use.context in self.contexts)
        )


@click.command("inventory")
@paths_argument
@format_option(*FORMATS)
@output_option
@click.option("--path", "globs", multiple=True, metavar="GLOB", help="Only paths that match.")
@click.option("--port", "ports", multiple=True, type=int, help="Only this port.")
@click.option("--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]))
@click.option(
    "--context", "contexts", multiple=True, type=click.Choice([c.value for c in Context])
)
@click.option("--comments", is_flag=True, help="Ports in comments too.")
@click.option("--group-by", type=click.Choice(list(GROUPS)), help="Order, and heads of the table.")
@source_options
def command(  # noqa: PLR0913  (one for each option)
    paths: tuple[Path, ...],
    *,
    output_format: str,
    output: Path | None,
    group_by: str | None,
    globs: tuple[str, ...],
    ports: tuple[int, ...],
    roles: tuple[str, ...],
    contexts: tuple[str, ...],
    comments: bool,
    sources: Sources,
) -> None:
    """List every port of the repository, with what it does where it stands."""
    session = open_session(paths, sources)
    gathered = session.gather()
    wanted = Filter(globs, ports, roles, contexts, comments)
    uses = [fact for fact in gathered.facts if isinstance(fact, PortUse) and fact in wanted]
    put(render(output_format, uses, session.registry, group_by), output)
    report_crashes(gathered.crashes)
    if gathered.crashes:
        sys.exit(2)

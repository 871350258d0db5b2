"""`portlint show-settings`: what is in force."""

from dataclasses import fields
from pathlib import Path

import click

from portlint.cli.options import config_options, path_argument
from portlint.cli.session import open_session
from portlint.cli.terminal import safe
from portlint.engine.cache import folder


@click.command("show-settings")
@path_argument
@config_options
def command(  # noqa: PLR0913  (one for each option)
    paths: tuple[Path, ...],
    *,
    config: Path | None,
    registry: Path | None,
    isolated: bool,
    jobs: int,
    no_cache: bool,
) -> None:
    """Show the effective settings, the registry and the files that a run would read."""
    del jobs
    session = open_session(paths, config=config, registry=registry, isolated=isolated)
    lines = [f"root = {session.root}", f"configuration = {session.settings.source or 'none'}"]
    lines += [
        f"{one.name.replace('_', '-')} = {getattr(session.settings, one.name)!r}"
        for one in fields(session.settings)
        if "doc" in one.metadata
    ]
    lines.append(f"registry in use = {session.registry.path if session.registry else 'none'}")
    lines.append(f"cache = {'off' if no_cache else folder()}")
    lines.append(f"files = {len(session.listing.files)}")
    left_out = sorted(session.listing.left_out.items())
    lines += [f"left out = {count} {reason}" for reason, count in left_out]
    click.echo(safe("\n".join(lines)))

"""`portlint show-settings`: what is in force."""

from dataclasses import fields
from pathlib import Path

import click

from portlint.cli.options import Sources, path_argument, source_options
from portlint.cli.session import open_session
from portlint.cli.terminal import safe
from portlint.engine.cache import folder


@click.command("show-settings")
@path_argument
@source_options
def command(paths: tuple[Path, ...], *, sources: Sources) -> None:
    """Show the effective settings, the registry and the files that a run would read."""
    session = open_session(paths, sources)
    lines = [f"root = {session.root}", f"configuration = {session.settings.source or 'none'}"]
    lines += [
        f"{one.name.replace('_', '-')} = {getattr(session.settings, one.name)!r}"
        for one in fields(session.settings)
        if "doc" in one.metadata
    ]
    lines.append(f"registry in use = {session.registry.path if session.registry else 'none'}")
    lines.append(f"cache = {'off' if sources.no_cache else folder()}")
    lines.append(f"files = {len(session.listing.files)}")
    left_out = sorted(session.listing.left_out.items())
    lines += [f"left out = {count} {reason}" for reason, count in left_out]
    click.echo(safe("\n".join(lines)))

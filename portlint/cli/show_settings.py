"""`portlint show-settings`: what is in force."""

from dataclasses import fields
from pathlib import Path

import click

from portlint.cli.options import Sources, path_argument, source_options
from portlint.cli.session import Session, open_session
from portlint.cli.terminal import safe
from portlint.core import Facts
from portlint.deployment.model import Stack
from portlint.deployment.stacks import stacks_of
from portlint.engine.cache import folder


@click.command("show-settings")
@path_argument
@source_options
def command(paths: tuple[Path, ...], *, sources: Sources) -> None:
    """Show the effective settings, the registry, the files and the stacks that a run would see."""
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
    lines += _stacks(session)
    click.echo(safe("\n".join(lines)))


def _stacks(session: Session) -> list[str]:
    """Return each stack with its files, its services and why its files belong together."""
    found = stacks_of(session.project(Facts(session.gather().facts)))
    return [
        f"stack {one.name} = {' + '.join(one.files)}: {one.reason} ({_size(one)})" for one in found
    ]


def _size(stack: Stack) -> str:
    """Say how many services a stack has, and whether some of it lies where no file shows."""
    count = len(stack.services)
    size = f"{count} {'service' if count == 1 else 'services'}"
    return size if stack.complete else f"{size}; names things that none of its files has"

"""`portlint show-settings`: what is in force."""

import os
from dataclasses import fields
from pathlib import Path

import click

from portlint.cli.choices import seen
from portlint.cli.options import Sources, paths_argument, source_options
from portlint.cli.session import Session, open_session
from portlint.cli.terminal import fail, safe
from portlint.core import Facts
from portlint.deployment.model import Stack
from portlint.deployment.stacks import stacks_of
from portlint.engine.cache import folder
from portlint.engine.choice import Choice
from portlint.engine.passing import matches
from portlint.engine.selection import UnknownRule, Wanted, reasons

OFF_REGISTRY = "off: registry tier"


@click.command("show-settings")
@paths_argument
@source_options
def command(paths: tuple[Path, ...], *, sources: Sources) -> None:
    """Show the effective settings, the registry, the files and the stacks that a run would see."""
    session = open_session(paths, sources)
    lines = [f"root = {session.root}", f"configuration = {session.settings.source or 'none'}"]
    lines += [
        f"{key_of(one.name)} = {getattr(session.settings, one.name)!r}"
        f" ({session.settings.origin(one.name)})"
        for one in fields(session.settings)
        if "doc" in one.metadata
    ]
    lines.append(f"registry in use = {session.registry.path if session.registry else 'none'}")
    lines.append(f"cache = {'off' if sources.no_cache else folder()}")
    lines.append(f"files = {len(session.listing.files)}")
    left_out = sorted(session.listing.left_out.items())
    lines += [f"left out = {count} {reason}" for reason, count in left_out]
    lines += _rules(session)
    lines += [line for path in paths if path.is_file() for line in _file(session, path)]
    lines += _stacks(session)
    click.echo(safe("\n".join(lines)))


def key_of(name: str) -> str:
    """Return a field's name as configuration files write it."""
    return name.replace("_", "-")


def _rules(session: Session) -> list[str]:
    """Return each rule with whether it is on, and why."""
    settings, rules = session.settings, session.plugins.rules
    wanted = Wanted(
        settings.select, settings.ignore, settings.extend_select, pedantic=settings.pedantic
    )
    try:
        why = reasons(rules, wanted, registry=session.registry is not None)
    except UnknownRule as error:
        fail(f"{settings.source}: {error}")
    lacking = "" if session.registry else ", and there is no registry"
    return [
        f"rule {code} {rules[code].name} = {reason}{lacking * (reason == OFF_REGISTRY)}"
        for code, reason in why.items()
    ]


def _file(session: Session, path: Path) -> list[str]:
    """Return what is made of one file: who reads it, and which rules are ignored in it."""
    inner = Path(os.path.relpath(path.resolve(), session.root)).as_posix()
    if inner not in session.listing.paths:
        return [f"file {inner} = left out"]
    language = Choice(session.plugins.languages.values()).by_name(inner)
    ignored = [
        f"file {inner} ignores {', '.join(codes)} = per-file-ignores {glob!r}"
        for glob, codes in session.settings.per_file_ignores.items()
        if matches(seen(session, inner), [glob])
    ]
    return [f"file {inner} = {language.name if language else 'nothing reads it'}", *ignored]


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

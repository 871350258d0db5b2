"""`portlint init`: a registry out of what the repository says."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from portlint.cli.options import Sources, path_argument, source_options
from portlint.cli.session import Session, open_session
from portlint.cli.terminal import fail, safe_line, say
from portlint.cli.writing import write
from portlint.core import Facts
from portlint.registry.deriving import LARGEST, PLACES, Aside, Proposal, derive, rendered
from portlint.registry.loading import PLACES as REGISTRIES

SHOWN = 12
"""Lines of each part of the summary; the file itself holds them all."""


@click.command("init")
@path_argument
@click.option("--output", type=click.Path(path_type=Path), help="The file to write.")
@click.option("--stdout", is_flag=True, help="Print the registry, and write nothing.")
@source_options
def command(path: Path, *, output: Path | None, stdout: bool, sources: Sources) -> None:
    """Write a registry of what PATH deploys: registry/registry.yaml, unless told otherwise.

    Nothing is overwritten. What is not sure, and what has to be decided, is marked in the file
    and said on standard error.
    """
    if not path.is_dir():
        fail(f"{path}: is no folder; name the repository's")
    session = open_session((path,), sources)
    target = output or session.root / REGISTRIES[0]
    if not stdout:
        _refuse(session, target, chosen=output is not None)
    proposal = _derived(session)
    if not proposal.services:
        fail(f"nothing in {path} publishes a port or listens on one: there is nothing to register")
    text = rendered(proposal)
    if stdout:
        click.echo(text, nl=False)
    else:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            fail(f"{target.parent}: cannot be made: {error.strerror}")
        write(target, text)
    where = "" if stdout else Path(os.path.relpath(target)).as_posix()
    say("\n".join(map(safe_line, summary(proposal, where))))


def _refuse(session: Session, target: Path, *, chosen: bool) -> None:
    """End the run where something would be overwritten, or a second registry hidden."""
    remedy = "init overwrites nothing: compare with --stdout, or write elsewhere with --output"
    if os.path.lexists(target):
        fail(f"{target}: is there already; {remedy}")
    if not chosen and not target.resolve().is_relative_to(session.root.resolve()):
        fail(f"{target}: leads out of {session.root}; name a place with --output")
    if session.registry and not chosen:
        fail(f"{session.registry.path}: is the registry already; {remedy}")


def _derived(session: Session) -> Proposal:
    project = replace(session.project(Facts(session.gather().facts)), registry=None)
    return derive(project, session.root.name, _codeowners(session))


def _codeowners(session: Session) -> str:
    """Return the text of CODEOWNERS, empty where there is none that GitHub would read."""
    for place in PLACES:
        path = session.root / place
        if path.is_file() and path.resolve().is_relative_to(session.root.resolve()):
            if path.stat().st_size <= LARGEST:
                return path.read_text("utf-8", "replace")
            return ""
    return ""


def summary(proposal: Proposal, where: str) -> list[str]:
    """Say what is sure, what is not, and what comes next, a line each."""
    ports = [port for one in proposal.services for port in one.published]
    doubtful = sum(bool(port.doubt) for port in ports)
    counts = f"services {len(proposal.services)}, published ports {len(ports)}"
    sure = f" ({len(ports) - doubtful} sure)" if ports else ""
    lines = [f"{f'wrote {where}: ' if where else ''}{counts}{sure}"]
    if proposal.assumed:
        lines.append(f"ports that are only their image's habit, and say so: {proposal.assumed}")
    lines += _part("to decide", proposal.decisions)
    lines += _part("not sure", proposal.unsure)
    lines += _part("left out", proposal.left_out)
    if where:
        lines.append("next: read it, then `portlint validate` and `portlint .`")
    return lines


def _part(title: str, asides: Iterable[Aside]) -> list[str]:
    found = [f"  {one.location.spot}: {one.subject}: {one.reason}" for one in asides]
    more = [f"  … and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return [f"{title}:", *found[:SHOWN], *more] if found else []

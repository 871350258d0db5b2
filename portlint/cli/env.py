"""`portlint env`: the variables of the registry, and a checkout's own ports beside another's."""

import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from portlint.cli.options import Sources, path_argument, source_options
from portlint.cli.session import Session, open_session
from portlint.cli.sync import rendered_from
from portlint.cli.terminal import fail, say
from portlint.cli.writing import write
from portlint.core import GenerationError, Registry
from portlint.core.offset import HIGHEST, offsets, published, variables
from portlint.engine import git
from portlint.engine.checkouts import Ledger, ledger

BEGIN, END = "# portlint:begin worktree\n", "# portlint:end worktree\n"
SECTION = re.compile(rf"^{BEGIN}.*?^{END}", re.DOTALL | re.MULTILINE)
UNFIT = re.compile(r"[^a-z0-9_-]+")


@click.command("env")
@path_argument
@click.option("--worktree", is_flag=True, help="Write ports of this checkout's own to `.env`.")
@click.option("--offset", type=click.IntRange(0, HIGHEST), help="Move every port by this much.")
@click.option("--output", default=".env", show_default=True, help="The file, ignored by git.")
@click.option("--remove", is_flag=True, help="Give this checkout's ports back.")
@source_options
def command(  # noqa: PLR0913  (each is an option)
    path: Path, *, worktree: bool, offset: int | None, output: str, remove: bool, sources: Sources
) -> None:
    """Print the variables of published ports, or write those of a checkout of its own.

    With --worktree every published port is moved by one offset that no other checkout of yours
    has and nothing listens on, so that two run side by side. The variables stand in a section of
    `.env`; all else in it stays.
    """
    session = open_session((path,), sources)
    registry, home = rendered_from(session), session.home
    try:
        ports = published(registry)
    except GenerationError as error:
        fail(str(error))
    if worktree or remove:
        place = _place(session, output)
        with _held() as known:
            chosen = None if remove else _chosen(known, home, frozenset(ports.values()), offset)
            _put(place, "" if chosen is None else f"{BEGIN}{_lines(registry, home, chosen)}{END}")
            if chosen is None:
                known.forget(home)
            else:
                known.keep(home, chosen, [port + chosen for port in ports.values()])
        done = "their own again" if chosen is None else f"moved by {chosen}"
        say(f"portlint: {len(ports)} ports are {done}, in {place}")
    else:
        click.echo(_lines(registry, home, offset or 0), nl=False)


@contextmanager
def _held() -> Iterator[Ledger]:
    """Hold the list of checkouts; end the run where that cannot be."""
    try:
        with ledger() as known:
            yield known
    except (sqlite3.Error, OSError) as error:
        fail(f"the list of your checkouts cannot be used: {error}; PORTLINT_CACHE_DIR moves it")


def _place(session: Session, output: str) -> Path:
    """Return the file to write; end the run where it lies elsewhere, or git would commit it."""
    place = session.home / output
    if not place.resolve().is_relative_to(session.root.resolve()):
        fail(f"{output}: leads out of {session.root}")
    if git.top_level(session.root) and not git.is_ignored(session.root, place):
        fail(f"{output}: git does not ignore it; name it in .gitignore, or another with --output")
    return place


def _chosen(known: Ledger, home: Path, ports: frozenset[int], wanted: int | None) -> int:
    """Return the offset that was asked for, else what the checkout had, else the next free one."""
    others = known.others(home)
    for offset in (wanted, known.offset(home)):
        if offset is None:
            continue
        moved = {port + offset for port in ports}
        if max(moved, default=0) <= HIGHEST and not moved & others:
            return offset
        if offset == wanted:
            held = ", ".join(map(str, sorted(moved & others))) or f"ports above {HIGHEST}"
            fail(f"--offset {wanted} gives {held}, which another checkout has, or nobody can")
    found = next(iter(offsets(ports, lambda port: port in others or _listens(port))), None)
    if found is None:
        fail("no offset leaves every port free; name one with --offset")
    return found


def _listens(port: int) -> bool:
    """Tell whether something on this machine has a port."""
    try:
        socket.create_server(("", port)).close()
    except OSError:
        return True
    return False


def _put(place: Path, section: str) -> None:
    """Write the section in the place of the last one, at the end where there is none."""
    before = place.read_text("utf-8", "surrogateescape") if place.exists() else ""
    rest = SECTION.sub("", before)
    gap = "" if rest.endswith("\n") or not rest else "\n"
    write(place, f"{rest}{gap}{section}".encode("utf-8", "surrogateescape"))


def _lines(registry: Registry, home: Path, offset: int) -> str:
    found = variables(registry, offset, _project(home, offset))
    return "".join(f"{name}={value}\n" for name, value in found.items())


def _project(home: Path, offset: int) -> str:
    """Return a name that Compose takes for a project: the folder's, and the offset."""
    name = UNFIT.sub("-", home.name.lower()).strip("-_") or "checkout"
    return f"{name}-{offset}" if offset else name

"""What commands share that edit the registry: write it whole, run sync, tell what must follow."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from portlint.cli.options import Sources
from portlint.cli.session import Session, open_session
from portlint.cli.sources import governed
from portlint.cli.sync import synchronise
from portlint.cli.terminal import fail, safe_line, say
from portlint.cli.writing import write
from portlint.core import Registry, Service
from portlint.core.nearest import hint
from portlint.registry.editing import Edited, Refused
from portlint.registry.following import Place

SHOWN = 80
"""Characters of a source line that are shown."""

no_sync = click.option("--no-sync", is_flag=True, help="Leave the generated files as they are.")


def named(registry: Registry, name: str) -> Service:
    """Return the service of a name; end the run where there is none."""
    one = registry.named(name)
    if one is None:
        meant = hint(name, (known.name for known in registry.services))
        fail(f"{registry.path}: no service is called {name}{meant}")
    return one


def edit(session: Session, change: Callable[[bytes, str], Edited]) -> Registry:
    """Write the registry with a change in it; end the run where it would become worse."""
    registry = governed(session.registry, session.root)
    path = session.root / registry.path
    try:
        before = path.read_bytes()
        edited = change(before, registry.path)
    except Refused as refused:
        fail(f"{registry.path}: nothing was written: {refused}")
    except OSError as error:
        fail(f"{path}: cannot be read: {error.strerror}")
    write(path, edited.data)
    return edited.registry


def follow(path: Path, sources: Sources, *, left: bool) -> None:
    """Run sync with the registry as it is now, unless it is to be left."""
    if not left:
        synchronise(open_session((path,), sources))


def told(places: Sequence[Place]) -> None:
    """Print places, a line each: those that must follow, then those that may."""
    width = max((len(one.location.spot) for one in places), default=0)
    verb = max((len(one.saying) for one in places), default=0)
    for one in places:
        line = f"{one.location.spot:{width}}  {one.saying:{verb}}  {one.text[:SHOWN]}".rstrip()
        click.echo(safe_line(line))


def counted(places: Sequence[Place], what: str, verb: str = "must follow") -> None:
    """Say how many places must follow, and how many are to be looked at."""
    sure = sum(one.sure for one in places)
    if not places:
        say(f"nothing else says {what}")
        return
    parts = [f"{sure} {'place' if sure == 1 else 'places'} {verb}"] if sure else []
    parts += [f"{len(places) - sure} may mean {what}: look"] if len(places) > sure else []
    say(safe_line(f"{', '.join(parts)}; `portlint .` says what is left"))

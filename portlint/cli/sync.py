"""`portlint sync`: files are what the registry renders."""

import difflib
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import click

from portlint.cli.applying import alone, apply, sweep
from portlint.cli.generation import broken, made_of
from portlint.cli.options import Sources, path_argument, source_options
from portlint.cli.rollback import remember, roll_back, state
from portlint.cli.session import Session, open_session
from portlint.cli.sources import governed
from portlint.cli.terminal import fail, safe, safe_line, safe_path, say
from portlint.core import Registry
from portlint.core.marked import first_difference
from portlint.core.quoting import one_line
from portlint.engine.artifacts import seen_from_home
from portlint.engine.plan import Change, Ground, Plan, Refused, leftovers, plan

SHORT = 120
"""Characters of a line that are shown."""

SHOWN = 5
"""Problems of a registry that are told; `validate` tells all."""


@click.command("sync")
@path_argument
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a file is stale.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change, and exit 1.")
@click.option("--only", multiple=True, metavar="NAME", help="Run this generator; repeatable.")
@click.option("--rollback", is_flag=True, help="Put back what the last sync replaced.")
@source_options
def command(  # noqa: PLR0913  (each is an option)
    path: Path, *, check: bool, diff: bool, only: tuple[str, ...], rollback: bool, sources: Sources
) -> None:
    """Render what the registry of PATH says into the files that are generated from it.

    Only what portlint wrote is overwritten or removed, and only what has changed is touched.
    """
    session = open_session((path,), sources)
    if rollback:
        undo(session, alongside=bool(check or diff or only))
    elif check or diff:
        found = planned(session, only)
        lines = _diff(found) if diff else _stale(found, rendered_from(session).path)
        click.echo("".join(lines), nl=False)
        say(summary(found, "would be "))
        sys.exit(1 if found.changes else 0)
    else:
        synchronise(session, only)


def synchronise(session: Session, only: Collection[str] = ()) -> Plan:
    """Write what is stale, say what that was, and return it; end the run where it may not be."""
    ground = ground_of(session)
    with alone(state(ground.home) / "lock"):
        found = planned(session, only)
        sweep(ground, found.paths)
        if found.changes:
            remember(ground.home, found.changes)
        _write(ground, found.changes)
    click.echo(
        "".join(f"{_word(one):8} {safe_line(one.path)}\n" for one in found.changes), nl=False
    )
    say(summary(found))
    return found


def undo(session: Session, *, alongside: bool) -> None:
    """Put back what the last sync replaced."""
    if alongside:
        fail("--rollback restores all of the last sync, and goes with no other option")
    ground = ground_of(session)
    with alone(state(ground.home) / "lock"):
        changes = roll_back(ground)
    click.echo("".join(f"restored {safe_line(one.path)}\n" for one in changes), nl=False)
    say(f"portlint: {len(changes)} restored")


def planned(session: Session, only: Collection[str] = ()) -> Plan:
    """Return what a sync would change; end the run where it may not."""
    registry = rendered_from(session)
    made = made_of(session.plugins.generators, session.settings, registry, only)
    ground = ground_of(session)
    wanted = {one.path for one in made}
    gone = leftovers(session.listing, ground.home, registry.path, wanted, only)
    found = plan(ground, made, gone)
    if found.problems:
        fail("nothing was written\n" + "\n".join(f"  {one}" for one in found.problems))
    return found


def rendered_from(session: Session) -> Registry:
    """Return the registry as generators see it; end the run where it is none."""
    registry = governed(session.registry, session.root)
    if problems := broken(registry):
        told = "\n".join(f"  {one.location}: {one.message}" for one in problems[:SHOWN])
        more = len(problems) - SHOWN
        rest = f"\n  and {more} more: run `portlint validate`" if more > 0 else ""
        fail(f"{registry.path}: nothing is rendered from a registry with problems\n{told}{rest}")
    return seen_from_home(registry, session.root, session.settings.home(session.root))


def ground_of(session: Session) -> Ground:
    """Return where artifacts are written."""
    return Ground(session.root, session.settings.home(session.root))


def _write(ground: Ground, changes: tuple[Change, ...]) -> None:
    for at, change in enumerate(changes):
        try:
            apply(ground, change)
        except (OSError, Refused) as error:
            reason = getattr(error, "strerror", None) or error
            fail(
                f"{change.path}: cannot be written: {reason}; {at} of {len(changes)} files were,"
                " and `portlint sync --rollback` takes them back"
            )


def _word(change: Change) -> str:
    if change.after is None:
        return "removed"
    return "created" if change.before is None else "changed"


def summary(found: Plan, would: str = "") -> str:
    """Return how many files changed, in one line."""
    words = [_word(one) for one in found.changes]
    counts = [(word, words.count(word)) for word in ("created", "changed", "removed")]
    parts = [f"{count} {would}{word}" for word, count in counts if count]
    return f"portlint: {', '.join([*parts, f'{found.unchanged} unchanged'])}"


def _stale(found: Plan, registry: str) -> Iterator[str]:
    """Yield a line for each stale file: where it first differs, and how."""
    for change in found.changes:
        if change.before is None:
            said = f"1: is missing, and {registry} renders it"
        elif change.after is None:
            said = f"1: is rendered from {registry} no more"
        elif change.before == change.after:
            said = "1: is not executable"
        else:
            line, left, right = first_difference(_text(change.before), _text(change.after))
            left, right = one_line(left, SHORT), one_line(right, SHORT)
            said = f"{line}: has `{left}`, and {registry} renders `{right}`"
        yield f"{safe_path(f'{change.path}:{said}')}\n"


def _diff(found: Plan) -> Iterator[str]:
    for change in found.changes:
        old = f"a/{safe_line(change.path)}" if change.before is not None else "/dev/null"
        new = f"b/{safe_line(change.path)}" if change.after is not None else "/dev/null"
        left, right = (
            [safe(f"{line}\n") for line in _text(side or b"").splitlines()]
            for side in (change.before, change.after)
        )
        yield from difflib.unified_diff(left, right, old, new)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")

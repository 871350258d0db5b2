"""Only what is new since a revision, in the work tree or in what is staged."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from posixpath import normpath

import click

from portlint.cli.choices import Choices
from portlint.cli.options import bundled
from portlint.cli.session import Session
from portlint.cli.sources import LARGEST
from portlint.cli.terminal import fail
from portlint.core import Facts, Finding, Registry
from portlint.engine import git
from portlint.engine.changes import Changes
from portlint.engine.check import check
from portlint.engine.gather import Gathered
from portlint.engine.known import keys_of, sift
from portlint.engine.lines import source_lines
from portlint.engine.snapshot import Snapshot, Unfetched, opened

HISTORY = (
    "this clone is shallow: fetch the whole history (`git fetch --unshallow`; in a workflow, "
    "`fetch-depth: 0` for actions/checkout)"
)


@dataclass(frozen=True, slots=True)
class Since:
    """What was typed about what is new."""

    new_from_rev: str | None
    new_from_merge_base: str | None
    staged: bool


since_options = bundled(
    Since,
    "since",
    (
        click.option(
            "--new-from-rev", metavar="REV", help="Show only what is new since a git revision."
        ),
        click.option(
            "--new-from-merge-base",
            metavar="BRANCH",
            help="Show only what is new since this work left a branch.",
        ),
        click.option(
            "--staged", is_flag=True, help="Lint what is staged, and show only what it adds."
        ),
    ),
)


@contextmanager
def looked_at(
    session: Session, now: Gathered, since: Since
) -> Iterator[tuple[Session, Gathered, frozenset[str]]]:
    """Yield the session and its facts as they are to be linted: the work tree's, or the index's.

    Yield also the paths whose bytes are the same in both.
    """
    if not since.staged:
        yield session, now, session.listing.paths
        return
    _needs_git(session, "--staged")
    with _view(session, now, git.index(session.root)) as (view, snapshot):
        yield view, snapshot.gathered, snapshot.same


def new_since(
    work: tuple[Session, Gathered],
    shown: tuple[Session, frozenset[str]],
    choices: Choices,
    since: Since,
    found: tuple[Finding, ...],
) -> tuple[tuple[Finding, ...], str]:
    """Return what of the findings is new, each seen from the end that was changed.

    `work` is the work tree with its facts; `shown` what is linted, with the paths that it has as
    the work tree has them. Return also the name of what it is compared with, empty for nothing.
    """
    session, now = work
    view, untouched = shown
    name, one = _revision(session, since)
    if not name:
        return found, ""
    blobs = git.tree(session.root, one) if one else {}
    with _view(session, now, blobs) as (before, snapshot):
        old = check(before.project(Facts(snapshot.gathered.facts)), choices.rules).findings
        keys = keys_of(old, source_lines(snapshot.layer, old))
        lines = source_lines(view.place, found)
        new = sift(found, lines, keys, view.listing.paths).new
        changes = Changes(snapshot, view.place, snapshot.same & untouched)
        return tuple(sorted(map(changes.turned, new), key=lambda each: each.order)), name


@contextmanager
def _view(
    session: Session, now: Gathered, blobs: Mapping[str, str]
) -> Iterator[tuple[Session, Snapshot]]:
    """Yield a session that reads what git keeps under `blobs`, with its registry."""
    try:
        with opened(
            session.listing, now, blobs, session.gather, session.scope(blobs.keys())
        ) as snapshot:
            view = replace(
                session,
                listing=snapshot.listing,
                registry=_registry(session, blobs),
                layer=snapshot.layer,
            )
            yield view, snapshot
    except Unfetched as error:
        fail(f"git has not fetched {error}: run `git fetch --refetch --no-filter`")


def _registry(session: Session, blobs: Mapping[str, str]) -> Registry | None:
    """Return the registry as it was: at its path of now, else where registries lie."""
    from portlint import registry  # noqa: PLC0415  (YAML is not needed to start)

    now = session.registry
    if now is None or now.path.startswith("../"):
        return now
    home = os.path.relpath(session.home, session.root)
    folders = ("", session.listing.base, Path(home).as_posix())
    places = [
        normpath(f"{one}/{place}".lstrip("/")) for one in folders for place in registry.PLACES
    ]
    path = next((path for path in (now.path, *places) if path in blobs), None)
    if path is None:
        return None
    data = next(git.contents(session.root, [blobs[path]], LARGEST))
    return registry.load(data, path) if data is not None else None


def _revision(session: Session, since: Since) -> tuple[str, str]:
    """Return the name of what is compared with, and the id of its commit, empty for none."""
    if since.new_from_rev and since.new_from_merge_base:
        fail("--new-from-rev and --new-from-merge-base: name one of the two")
    if named := since.new_from_rev or since.new_from_merge_base:
        _needs_git(session, named)
        one = git.commit(session.root, named)
        if one is None:
            fail(_unknown(session.root, named))
        if since.new_from_merge_base:
            one = git.merge_base(session.root, one)
            if one is None:
                reason = HISTORY if git.is_shallow(session.root) else "they share no history"
                fail(f"git knows no commit where HEAD and {named} parted: {reason}")
        return named, one
    return ("HEAD", git.commit(session.root, "HEAD") or "") if since.staged else ("", "")


def _unknown(root: Path, named: str) -> str:
    if git.is_shallow(root):
        hint = f": {HISTORY}"
    elif git.commit(root, f"origin/{named}"):
        hint = f"; did you mean origin/{named}?"
    else:
        hint = "; `git log --oneline` and `git branch -a` show which there are"
    return f"git knows no revision {named}{hint}"


def _needs_git(session: Session, named: str) -> None:
    if git.top_level(session.root) is None:
        fail(f"{session.root} is no git repository, so nothing can be compared with {named}")

"""The baseline of a run: where it lies, what it knows, and how it is written and pruned."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import click

from portlint.cli.choices import Choices
from portlint.cli.options import bundled
from portlint.cli.session import BASELINE, Session
from portlint.cli.terminal import fail, say
from portlint.cli.writing import write
from portlint.core import Finding
from portlint.engine.baseline import BadBaseline, parse, render
from portlint.engine.known import Key, Lines, Sifted, keys_of, sift

LARGEST = 50_000_000
"""Bytes of a baseline; one of 100,000 findings has twelve million."""

NAMED = 5
"""How many findings are named that the baseline knows and that are gone."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was typed about the baseline."""

    baseline: Path | None
    no_baseline: bool
    write_baseline: bool
    prune_baseline: bool

    @property
    def writes(self) -> bool:
        """Tell whether the file is to be written."""
        return self.write_baseline or self.prune_baseline


baseline_options = bundled(
    Baseline,
    "baseline",
    (
        click.option(
            "--baseline", type=click.Path(path_type=Path), help="File of findings that are known."
        ),
        click.option("--no-baseline", is_flag=True, help="Show known findings too."),
        click.option("--write-baseline", is_flag=True, help="Take all findings for known."),
        click.option("--prune-baseline", is_flag=True, help="Drop what does not occur any more."),
    ),
)


def sifted(
    session: Session,
    choices: Choices,
    typed: Baseline,
    found: tuple[Finding, ...],
    lines: Lines,
) -> tuple[Sifted, str]:
    """Part what was found by the baseline, and write that where it is asked for.

    Return also the name of the baseline, empty where there is none.
    """
    path = _file(session, typed)
    if path is None:
        return Sifted(found, (), Counter()), ""
    before = _read(path) if path.is_file() else Counter()
    paths = frozenset(entry.path for entry in session.listing.files)
    parted = sift(found, lines, before, paths)
    ran = {rule.code for rule in choices.rules}
    gone = Counter({key: n for key, n in parted.left.items() if session.whole and key.rule in ran})
    if typed.write_baseline:
        _write(session, path, before - gone + keys_of(parted.new, lines))
        parted = Sifted((), (*parted.known, *parted.new), parted.left)
    elif typed.prune_baseline:
        _write(session, path, before - gone)
    elif gone:
        _say_gone(path, gone)
    return parted, path.name


def _file(session: Session, typed: Baseline) -> Path | None:
    """Return the baseline to use; end the run where it is not there or must not be trusted."""
    if typed.no_baseline and not typed.writes:
        return None
    if typed.baseline:
        path = typed.baseline
        needed = not typed.write_baseline
    else:
        path = session.home / (session.settings.baseline or BASELINE)
        needed = bool(session.settings.baseline) and not typed.write_baseline
        if not any(path.resolve().is_relative_to(one) for one in (session.root, session.home)):
            fail(f"{path}: lies outside {session.root}; name it with --baseline all the same")
        if session.sources.isolated and not typed.writes:
            return None
    if path.is_file() or typed.write_baseline:
        return path
    if needed or typed.prune_baseline:
        fail(f"{path}: there is no baseline; --write-baseline makes one")
    return None


def _read(path: Path) -> Counter[Key]:
    try:
        if path.stat().st_size > LARGEST:
            fail(f"{path}: is larger than {LARGEST // 1_000_000} MB, which no baseline is")
        return parse(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{path}: cannot be read: {error}")
    except BadBaseline as error:
        fail(f"{path}: {error}; mend it, or write it anew with --write-baseline")


def _write(session: Session, path: Path, known: Counter[Key]) -> None:
    if not session.whole:
        fail("a baseline is of the whole repository; name no PATH but its folder")
    write(path, render(known))
    say(f"portlint: {known.total()} known findings are in {path}")


def _say_gone(path: Path, gone: Counter[Key]) -> None:
    """Say what the baseline holds for nothing: it would hide the next finding of its kind."""
    names = [f"{key.path}: {key.rule} {key.subject}" for key in sorted(gone)[:NAMED]]
    more = [f"and {len(gone) - NAMED} others"] if len(gone) > NAMED else []
    head = f"portlint: {path.name} knows {gone.total()} that do not occur any more"
    say("\n  ".join([f"{head}; --prune-baseline drops them", *names, *more]))

"""`check --fix`: make fixes, and keep only what linting again proves right."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from io import StringIO

import click

from portlint.cli.ignoring import add_ignores
from portlint.cli.terminal import fail, safe, say
from portlint.cli.trial import Linted, Originals, tried
from portlint.cli.typed import Mending
from portlint.core import Applicability, Finding, Fix
from portlint.engine.fix import edited, failed, fixes_in, plan
from portlint.engine.known import Lines, keys_of, sift
from portlint.engine.lines import source_lines

PASSES = 20
"""How often files are linted again at most; a fix can make way for another."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The bytes of each file that fixes change, and what they mended."""

    contents: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    refused: int


def mend(linted: Linted, mending: Mending) -> None:
    """Mend or silence what is new; write it, or show it as a diff and end the run."""
    if mending.add_ignore is not None:
        add_ignores(linted, mending.add_ignore)
        return
    if linted.session.layer:
        fail("--fix mends the work tree, not what is staged: leave out --staged")
    originals = Originals(linted.session)
    done = _mended(linted, originals, unsafe=mending.unsafe_fixes)
    held = aside(done, linted.new, mending)
    if mending.diff:
        _show(originals, done.contents)
        say(f"portlint: {_count(len(done.findings))} would be fixed{held}")
        sys.exit(int(bool(done.contents)))
    written = set(originals.write(done.contents))
    fixed = [one for one in done.findings if one.location.path in written]
    say(f"portlint: {_count(len(fixed))} fixed{held}")


def _mended(linted: Linted, originals: Originals, *, unsafe: bool) -> Mended:
    """Make fixes, pass by pass; take back those that linting again does not prove right."""
    contents: dict[str, bytes] = {}
    fixed: list[Finding] = []
    refused: set[Fix] = set()
    choices, paths = linted.choices, linted.session.listing.paths
    before, left = linted.everything, linted.new
    lines: Lines = source_lines(linted.session.root, before)
    known = keys_of(choices.shown(linted.session, before), lines) - keys_of(left, lines)
    for _ in range(PASSES):
        made = plan(left, refused, unsafe=unsafe)
        whole = {path: contents.get(path) or originals.get(path) for path in made.edits}
        lost = {path for path, data in whole.items() if data is None}
        if unreadable := fixes_in(made, lost):
            refused |= unreadable
            continue
        if not made.findings:
            break
        trial = {path: edited(whole[path] or b"", edits) for path, edits in made.edits.items()}
        with tried(linted, {**contents, **trial}) as after:
            fresh = sift(after.findings, after.lines, keys_of(before, lines), paths).new
            if wrong := failed(made, before, after.findings, fresh):
                refused |= wrong
                continue
            contents |= trial
            fixed += made.findings
            before, lines = after.findings, after.lines
            left = sift(choices.shown(after.session, before), lines, known, paths).new
    return Mended(contents, tuple(fixed), len(refused))


def _show(originals: Originals, contents: Mapping[str, bytes]) -> None:
    """Write a unified diff, as patch and git take it."""
    text = "".join(
        line
        for path, data in sorted(contents.items())
        for line in _diff(path, originals.get(path) or b"", data)
    )
    if sys.stdout.isatty():
        click.echo(safe(text), nl=False)
    else:
        click.echo(text.encode("utf-8", "surrogateescape"), nl=False)


def _diff(path: str, before: bytes, after: bytes) -> Iterator[str]:
    old, new = map(_lines, (before, after))
    for line in unified_diff(old, new, f"a/{path}", f"b/{path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[str]:
    """Return lines with their ends, broken at line feeds alone."""
    text = data.decode("utf-8", "surrogateescape")
    return list(StringIO(text, newline="\n"))


def aside(done: Mended, new: tuple[Finding, ...], mending: Mending) -> str:
    """Say what was not done, and how it could be."""
    held = Counter(one.fix.applicability for one in new if one.fix and not mending.unsafe_fixes)[
        Applicability.UNSAFE
    ]
    parts = [f"{held} more with --unsafe-fixes"] if held else []
    parts += [f"{done.refused} would not have helped, and were not made"] if done.refused else []
    return f" ({'; '.join(parts)})" if parts else ""


def _count(number: int) -> str:
    return f"{number} finding" if number == 1 else f"{number} findings"

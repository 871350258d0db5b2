"""`check --add-ignore`: silence what is found with comments where it stands."""

import re
from collections import defaultdict

from portlint.cli.terminal import fail, say
from portlint.cli.trial import Linted, Originals, tried
from portlint.cli.typed import NO_REASON
from portlint.core import Finding
from portlint.engine.choice import Choice
from portlint.engine.ignoring import Impossible, ignored
from portlint.engine.known import keys_of, sift
from portlint.engine.lines import source_lines

OWN = re.compile(r"PRT(?:9\d\d|001)")
"""Rules about comments and about files that cannot be read: a comment mends neither."""

ELSEWHERE = "put it under per-file-ignores in portlint.toml, or use --write-baseline"

Places = dict[str, dict[int, list[str]]]


def add_ignores(linted: Linted, reason: str) -> None:
    """Write a comment for each new finding; say which cannot have one."""
    if linted.session.layer:
        fail("--add-ignore writes into the work tree, not what is staged: leave out --staged")
    if re.search(r"[\r\n]|-->|\*/", reason):
        fail("--add-ignore takes a reason of one line, in which no comment ends")
    originals = Originals(linted.session)
    places: Places = defaultdict(lambda: defaultdict(list))
    for finding in linted.new:
        if not OWN.fullmatch(finding.code):
            codes = places[finding.location.path][finding.location.line]
            codes += [finding.code] * (finding.code not in codes)
    contents = {}
    for path, lines in places.items():
        data = _commented(linted, originals, path, lines, reason.removeprefix(NO_REASON))
        if data is not None:
            contents[path] = data
    broken = _brings(linted, contents)
    for path in sorted(broken):
        say(f"portlint: {path}: comments would bring other findings, and were not written")
    written = originals.write({p: data for p, data in contents.items() if p not in broken})
    say(f"portlint: comments were written into {len(written)} files")


def _commented(
    linted: Linted, originals: Originals, path: str, lines: dict[int, list[str]], reason: str
) -> bytes | None:
    """Return a file with its comments, from the last line up; None where none can be written."""
    language = Choice(linted.session.plugins.languages.values()).by_name(path)
    before = data = originals.get(path)
    if data is None:
        say(f"portlint: {path}: changed while it was read, and was left alone; run again")
        return None
    for line in sorted(lines, reverse=True):
        try:
            data = ignored(data, language.name if language else "", line, lines[line], reason)
        except Impossible as error:
            codes = ", ".join(lines[line])
            say(f"portlint: {path}:{line}: no comment for {codes}: {error}; {ELSEWHERE}")
    return None if data == before else data


def _brings(linted: Linted, contents: dict[str, bytes]) -> set[str]:
    """Return the files where comments bring findings, an unused comment among them."""
    everything: tuple[Finding, ...] = linted.everything
    keys = keys_of(everything, source_lines(linted.session.root, everything))
    with tried(linted, contents) as after:
        fresh = sift(after.findings, after.lines, keys, after.session.listing.paths).new
        return {one.location.path for one in fresh} & contents.keys()

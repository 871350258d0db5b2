"""Which findings were there before: told apart by rule, path and subject, never by line number."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import NamedTuple

from portlint.core import Finding, Location
from portlint.core.fingerprint import subject

Lines = Mapping[tuple[str, int], str]
"""Source lines by (path, 1-based line)."""


class Key(NamedTuple):
    """What a finding is known by: POSIX path, code, subject, and a hash of its line's text.

    The hash tells which of several like findings is the new one; a line that was merely edited
    stays known.
    """

    path: str
    rule: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is new, what was known, and what was known but does not occur any more."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    left: Counter[Key]


def _key(finding: Finding, place: Location, lines: Lines) -> Key:
    """Return what a finding is known by at a place; blanks in its line do not matter."""
    text = "".join(lines.get((place.path, place.line), "").split())
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=4).hexdigest()
    return Key(place.path, finding.code, subject(finding), digest)


def keys_of(findings: Iterable[Finding], lines: Lines) -> Counter[Key]:
    """Count findings, and the places that they speak for, by what they are known by."""
    return Counter(_key(one, place, lines) for one in findings for place in _places(one))


def _places(finding: Finding) -> tuple[Location, ...]:
    return (finding.location, *finding.like)


def sift(
    findings: Sequence[Finding], lines: Lines, before: Counter[Key], paths: frozenset[str]
) -> Sifted:
    """Part findings into new and known; `paths` are the files that there are now.

    The same line is matched first; then another line of the same file, as many times as there
    are findings left; then the same line of a file that was moved here. A finding that speaks for
    several places is new where one of them is, and moves there.
    """
    left = Counter(before)
    waiting = {
        (number, place): _key(finding, place, lines)
        for number, finding in enumerate(findings)
        for place in _places(finding)
    }
    passes = ((_same, _same), (_edited, _edited), (lambda key: _moved(key, paths), _moved))
    for passed, asked in passes:
        index: dict[tuple[str, ...], list[Key]] = defaultdict(list)
        for key in sorted(+left):
            if mark := passed(key):
                index[mark] += [key] * min(left[key], len(waiting))
        for spot, key in list(waiting.items()):
            if matching := index.get(asked(key)):
                left[matching.pop()] -= 1
                del waiting[spot]
    fresh: dict[int, list[Location]] = defaultdict(list)
    for number, place in waiting:
        fresh[number].append(place)
    new = (_at(findings[number], places) for number, places in fresh.items())
    return Sifted(
        tuple(sorted(new, key=lambda finding: finding.order)),
        tuple(one for number, one in enumerate(findings) if number not in fresh),
        +left,
    )


def _at(finding: Finding, places: Sequence[Location]) -> Finding:
    """Return a finding that speaks for some of its places; its fix is for the first of all."""
    first, *others = places
    fix = finding.fix if first == finding.location else None
    return replace(finding, location=first, like=tuple(others), fix=fix)


def _same(key: Key) -> tuple[str, ...]:
    return key


def _edited(key: Key) -> tuple[str, ...]:
    return key[:3]


def _moved(key: Key, paths: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return what is left of a key without its path; nothing where its file is still there."""
    return () if key.path in paths else key[1:]

"""`portlint: ignore[PRT401] reason` in a format's own comment."""

import re
from collections.abc import Iterator
from datetime import date

from portlint.core import Scope, Suppression
from portlint.syntax import Source

COMMENT = re.compile(
    r"(?P<opener>#|//|<!--|/\*|;|--|\{/\*)[ \t]*portlint:[ \t]*"
    r"(?P<kind>ignore(?:-file)?|file-ignore)"
    r"(?:\[(?P<codes>[^\]\n]*)\](?P<rest>[^\n]*)|(?=[ \t]*(?:\r?$|-->|\*/|until=)))",
    re.MULTILINE,
)
HIDING = ("<!--", "{/*")
"""Comments of Markdown and MDX; all others are what a document shows."""

CLOSER = re.compile(r"[ \t]*(?:-->|\*/\}?).*\Z")
UNTIL = re.compile(r"\buntil=(\S+)")
CODE = re.compile(r"[a-z]+\d+\Z", re.IGNORECASE)


def suppressions(source: Source) -> Iterator[Suppression]:
    """Yield every suppression comment; one on a line of its own silences the next line of text.

    One without codes silences nothing, and one whose date cannot be read has expired: both are
    yielded, so that a rule can say so.
    """
    targets: dict[int, int] = {}
    matches = reversed(list(COMMENT.finditer(source.text)))
    shown = source.format == "markdown"
    found = [
        _suppression(source, match, targets)
        for match in matches
        if not shown or match["opener"] in HIDING
    ]
    yield from reversed(found)


def _suppression(source: Source, match: re.Match[str], targets: dict[int, int]) -> Suppression:
    rest = CLOSER.sub("", match["rest"] or "").rstrip("\r")
    until = UNTIL.search(rest)
    place = source.place(match.start(), match.end() - len(match["rest"] or ""))
    return Suppression(
        place,
        tuple(_codes(match["codes"] or "")),
        UNTIL.sub("", rest).strip(" \t:-"),
        _day(until[1]) if until else None,
        Scope.LINE if match["kind"] == "ignore" else Scope.FILE,
        _target(source, place.line, match.start(), targets),
    )


def _codes(text: str) -> Iterator[str]:
    for word in text.split(","):
        if code := word.strip():
            yield code.upper() if CODE.match(code) else code


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.rstrip(".,;:"))
    except ValueError:
        return date.min


def _target(source: Source, line: int, start: int, targets: dict[int, int]) -> int:
    """Return the 1-based line that a comment silences.

    `targets` holds those of the comments further down that have a line of their own: what they
    silence, the comments right above them silence too.
    """
    if source.text[source.starts[line - 1] : start].strip():
        return line
    below = range(line + 1, len(source.starts) + 1)
    after = next((number for number in below if source.line(number).strip()), line)
    targets[line] = targets.get(after, after)
    return targets[line]

"""`portlint: ignore[PRT401] reason` in a format's own comment."""

import re
from collections.abc import Iterator
from datetime import date

from portlint.core import Scope, Suppression
from portlint.syntax import Source

COMMENT = re.compile(
    r"(?P<opener>#|//|<!--|/\*|;|--|\{/\*)\s*portlint:\s*(?P<kind>ignore(?:-file)?|file-ignore)"
    r"\[(?P<codes>[^\]\n]*)\](?P<rest>[^\n]*)"
)
HIDING = ("<!--", "{/*")
"""Comments of Markdown and MDX; all others are what a document shows."""

CLOSER = re.compile(r"\s*(?:-->|\*/\}?)\s*\Z")
UNTIL = re.compile(r"\buntil=(\d{4}-\d{2}-\d{2})\b")


def suppressions(source: Source) -> Iterator[Suppression]:
    """Yield every suppression comment; one on a line of its own silences the next line of text."""
    text = source.text
    for match in COMMENT.finditer(text):
        if source.format == "markdown" and match["opener"] not in HIDING:
            continue
        place = source.place(match.start(), match.end() - len(match["rest"]))
        rest = CLOSER.sub("", match["rest"].rstrip("\r"))
        until = UNTIL.search(rest)
        codes = tuple(code.strip() for code in match["codes"].split(",") if code.strip())
        scope = Scope.LINE if match["kind"] == "ignore" else Scope.FILE
        reason = UNTIL.sub("", rest).strip(" \t:-")
        yield Suppression(
            place, codes, reason, _day(until), scope, _target(source, place.line, match.start())
        )


def _day(match: re.Match[str] | None) -> date | None:
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def _target(source: Source, line: int, start: int) -> int:
    """Return the 1-based line that a comment silences."""
    if source.text[source.starts[line - 1] : start].strip():
        return line
    for number in range(line + 1, len(source.starts) + 1):
        if source.line(number).strip():
            return number
    return line

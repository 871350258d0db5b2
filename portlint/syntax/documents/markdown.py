"""What a Markdown document is made of: prose, code fences, and what is hidden from its readers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portlint.syntax.spans import Spans

FENCE = re.compile(r"(?P<mark>[`~](?:(?<=`)``+|(?<=~)~~+))(?P<info>[^\n`]*)$", re.MULTILINE)
BEFORE = re.compile(r"[ \t>]*(?:[-*+] |\d+[.)] )?[ \t]*")
"""What may stand before a fence on its line."""

LANGUAGE = re.compile(r"[\s{.]*([\w+#-]*)")
HIDDEN = (("<!--", "-->"), ("{/*", "*/}"))


@dataclass(frozen=True, slots=True)
class Part:
    """Characters `start` to `end`: prose, or what a fence in a `language` (lower case) holds."""

    start: int
    end: int
    fenced: bool = False
    language: str = ""


def parts(text: str) -> Iterator[Part]:
    """Yield a document's prose and fences in order; what never closes reaches to the end."""
    at = 0
    opened: re.Match[str] | None = None
    for line in FENCE.finditer(text):
        begin = text.rfind("\n", 0, line.start()) + 1
        if not BEFORE.fullmatch(text, begin, line.start()):
            continue
        if opened is None:
            yield Part(at, begin)
            opened = line
        elif line["mark"].startswith(opened["mark"]) and not line["info"].strip():
            yield _fenced(opened, begin)
            opened, at = None, line.end()
    yield _fenced(opened, len(text)) if opened else Part(at, len(text))


def _fenced(opened: re.Match[str], end: int) -> Part:
    named = LANGUAGE.match(opened["info"])
    return Part(
        min(opened.end() + 1, end), end, fenced=True, language=named[1].lower() if named else ""
    )


def hidden(text: str) -> Spans:
    """Return the comments of Markdown (`<!-- -->`) and of MDX (`{/* */}`)."""
    return Spans(span for opener, closer in HIDDEN for span in _between(text, opener, closer))


def _between(text: str, opener: str, closer: str) -> Iterator[tuple[int, int]]:
    start = text.find(opener)
    while start >= 0:
        end = text.find(closer, start + len(opener))
        if end < 0:
            return
        yield start, end + len(closer)
        start = text.find(opener, end)

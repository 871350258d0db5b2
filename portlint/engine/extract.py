"""One file to facts. Depends on nothing else, so it can be cached and run anywhere."""

import re
from collections.abc import Iterator

from portlint.core import Context, Fact, Generated, Location, Unread
from portlint.engine.suppressions import suppressions
from portlint.syntax import Language, Source

NUMBER = re.compile(rb"(?<![\w.])\d{2,5}(?!\w)")
MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
GENERATED = re.compile(
    rb"^\W{0,8}(?:this file (?:is|was|has been) )?"
    rb"(?:auto-?\s?generated|@generated|code generated|generated (?:by|from|file)\b|do not edit)",
    re.IGNORECASE | re.MULTILINE,
)
DECLARING = b"services:"
"""What a file says that declares services, with or without a port."""

HEAD = 800
"""Bytes in which a generated file says so."""

LONGEST = 20_000
"""Bytes a line may have on average before a file counts as generated."""


class ExtractError(Exception):
    """A language failed on a file; the message names both."""


def extract(path: str, data: bytes, language: Language, context: Context) -> list[Fact]:
    """Return every fact of one file."""
    return list(_facts(path, data, language, context))


def _facts(path: str, data: bytes, language: Language, context: Context) -> Iterator[Fact]:
    if reason := unreadable(data):
        yield Unread(Location(path), reason)
        return
    source = Source(path, data, language.name, context)
    if b"portlint:" in data:
        yield from suppressions(source)
    if NUMBER.search(data) is None and DECLARING not in data:
        return
    if GENERATED.search(data[:HEAD]):
        yield Generated(Location(path))
    try:
        yield from language.extract(source)
    except TimeoutError:
        raise
    except Exception as error:
        message = f"language {language.name} failed on {path}: {type(error).__name__}: {error}"
        raise ExtractError(message) from error


def unreadable(data: bytes) -> str:
    """Say why bytes are no text, empty where they are."""
    if mark := MARKS.get(data[:2]):
        return f"is {mark}; portlint reads UTF-8, so convert it"
    if data.count(b"\0", 0, 4096) > len(data[:4096]) // 10:
        return "is binary"
    if len(data) > LONGEST and len(data) // (data.count(b"\n") + 1) > LONGEST:
        return "is one long line, as generated or minified files are"
    return ""

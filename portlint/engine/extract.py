"""One file to facts. Depends on nothing else, so it can be cached and run anywhere."""

import re
from collections.abc import Iterator
from dataclasses import replace

from portlint.core import Context, Fact, Generated, LeftOut, Location, Marked, Unread
from portlint.core.artifact import HEAD, MARK, WORD
from portlint.engine.suppressions import suppressions
from portlint.syntax import Language, Source
from portlint.syntax.numbers import written

NUMBER = re.compile(rb"(?<!\d)\d{2,5}(?!\d)")
"""A file without it holds no port. What stands beside the digits is left to the language: asking
for blanks there saves 2 % of a run and loses `-p2222`. One digit alone is no port."""

GENERATED = re.compile(
    rb"^\W{0,12}(?:this file (?:is|was|has been) )?"
    rb"(?:auto-?\s?generated|@generated|code generated|generated (?:by|from|file)\b|do not edit)",
    re.IGNORECASE | re.MULTILINE,
)
TOP = 800
"""Bytes in which a generated file says so."""

DECLARING = re.compile(
    rb"^[ \t]*(?:services|include|apiVersion|FROM|resources|bases|components|patches\w*|- op)\b|="
    rb'|"(?:devD|d)ependencies"',
    re.MULTILINE,
)
"""What a file says that declares services, images, variables or a package, with or without a port,
or that puts such files together."""

DEPLOYING = frozenset({"yaml", "dockerfile", "env", "json"})
"""Formats that do."""

SETTINGS = frozenset({"properties", "yaml", "toml", "json", "nginx"})
"""Formats of settings, which may leave a port to a variable."""

STARTING = re.compile(rb"compose[^\n]{0,200}? (?:up|start) ")
"""What a page says that starts services by name."""

BUILDING = re.compile(rb"(?:docker|podman|nerdctl)(?:[ \t][^\n]{0,40}?)?[ \t/]build[ \t-]")
"""What a script, a page or a workflow says that builds an image."""

MARKS = {
    b"\xff\xfe\0\0": "UTF-32",
    b"\0\0\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
PLACEHOLDER = "{{"
"""What a path holds below a folder that a generator of projects has yet to name."""

SAMPLE = 4096
"""Bytes that are looked at to tell text from other things."""

LONGEST = 20_000
"""Bytes a line may have on average before a file counts as minified."""

PROGRAM = "program"
PRODUCTS = frozenset({"javascript", "typescript", "tsx", "json", PROGRAM})
"""Formats that programs write too: minified code, one-line data, `.ts` that is a film. Elsewhere
a person wrote the file, and wants to know that it was not read."""


class ExtractError(Exception):
    """A language failed on a file; the message names both."""


def extract(path: str, data: bytes, language: Language, context: Context) -> list[Fact]:
    """Return every fact of one file."""
    return list(_facts(path, data, language, context))


def _facts(path: str, data: bytes, language: Language, context: Context) -> Iterator[Fact]:
    if unreadable := no_text(path, data, language.name):
        yield unreadable
        return
    source = Source(path, data, language.name, context)
    if b"portlint:" in data:
        yield from suppressions(source)
    if WORD in data[:HEAD] and (mark := MARK.search(data[:HEAD].decode("utf-8", "replace"))):
        text = data.decode("utf-8", "surrogateescape")
        yield Marked(Location(path), mark["generator"], mark["registry"], mark["path"], text)
    if NUMBER.search(data) is None and not _declares(language.name, data):
        if language.name in SETTINGS:
            yield from (one for one in written(source) if one.filled)
        return
    if GENERATED.search(data[:TOP]):
        yield Generated(Location(path))
    filled = PLACEHOLDER in path
    try:
        for fact in language.extract(source):
            yield replace(fact, expected=True) if filled and isinstance(fact, Unread) else fact
    except Exception as error:
        message = f"language {language.name} failed on {path}: {type(error).__name__}: {error}"
        raise ExtractError(message) from error


def _declares(format: str, data: bytes) -> bool:  # noqa: A002  (as facts have it)
    if BUILDING.search(data):
        return True
    if format == "markdown":
        return STARTING.search(data) is not None
    if format in (PROGRAM, "caddy"):
        return True  # may name what serves it, or a site without a port
    return format in DEPLOYING and DECLARING.search(data) is not None


def no_text(path: str, data: bytes, format: str) -> Fact | None:  # noqa: A002  (as facts have it)
    """Say why the bytes of a format are not read as text; None where they are."""
    here, head = Location(path), data[:SAMPLE]
    marked = next((name for mark, name in MARKS.items() if data.startswith(mark)), "")
    holed = head.count(0) > len(head) // 10
    if marked or (holed and _wide(head)):
        if format == PROGRAM:
            return LeftOut(here, marked or "UTF-16")
        said = f"is {marked}" if marked else "looks like UTF-16"
        return Unread(here, f"{said}; portlint reads UTF-8, so convert it")
    if holed:
        return LeftOut(here, "binary") if format in PRODUCTS else Unread(here, "is binary")
    if len(data) > LONGEST and len(data) // (data.count(b"\n") + 1) > LONGEST:
        if format in PRODUCTS:
            return LeftOut(here, "minified")
        return Unread(here, "is one long line; break it, so that it can be read")
    return None


def _wide(head: bytes) -> bool:
    """Tell whether every other byte is NUL, as in Latin text of two bytes a character."""
    nuls = max(head[::2].count(0), head[1::2].count(0))
    return nuls > len(head) * 2 // 5 and nuls > head.count(0) * 9 // 10

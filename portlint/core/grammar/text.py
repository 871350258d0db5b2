"""Find ports in a piece of text: a string of code, a configuration value, a shell word, prose."""

import re
from collections.abc import Iterator
from dataclasses import replace

from portlint.core.facts import Role
from portlint.core.grammar.hosts import addressed
from portlint.core.grammar.mention import HIGHEST, Mention
from portlint.core.grammar.named import named, published

DIGITS = re.compile(r"[0-9](?<![\w.#$%~^+][0-9])[0-9]{1,4}(?![\w%])(?!\.[0-9])")
"""The first digit stands first, so that the search skips to it."""

AHEAD = 60
WINDOW = 200
"""Characters before a number that may bear on it."""

TRANSPORT_AFTER = re.compile(r"/(tcp|udp|sctp)\b", re.IGNORECASE)
TRANSPORT_BEFORE = re.compile(r"(?:^|[\s\"'=,(])(tcp|udp|sctp)/\Z", re.IGNORECASE)
DEFAULT_OPEN = re.compile(r"\$\{([A-Za-z_][\w.]*):?[-=]([^{}\s]*)\Z")
SERIES = re.compile(r"[\s,'\"`*/&|\])(]*(?:(?:and|or|to|e|ou|y|à)\b)?[\s'\"`*(]*\Z")
RANGE = re.compile(r"[`'\"]?\s?(?:-|\xe2\x80[\x93\x94]|\.\.\.?)\s?[`'\"]?\Z")


def mentions(text: str) -> Iterator[Mention]:
    """Yield every port written in `text`, in order; offsets are characters of `text`."""
    last: Mention | None = None
    for digits in DIGITS.finditer(text):
        port = int(digits[0])
        if not 0 < port <= HIGHEST:
            continue
        start, end = digits.span()
        found = _mention(text, start, end, port) or _continued(text, last, start, end, port)
        if found:
            yield found
            last = found


def _mention(text: str, start: int, end: int, port: int) -> Mention | None:
    left = _left(text, start)
    if transport := TRANSPORT_AFTER.match(text, end):
        return Mention(start, end, port, Role.CONTAINER, transport=transport[1].lower())
    before = left[-1:]
    if before == ":":
        found = addressed(text, start, end, left) or published(
            left, start, end, port, text[end : end + 2]
        )
    elif before == "/":
        found = _after_transport(left, start, end, port)
    else:
        found = named(left, start, end, port, text[end : end + AHEAD])
    if found and not found.default_of and "${" in left and (opened := DEFAULT_OPEN.search(left)):
        return replace(found, default_of=opened[1])
    return found


def _left(text: str, start: int) -> str:
    """Return what stands before `start` on its line, `WINDOW` characters at most."""
    begin = max(0, start - WINDOW)
    return text[max(begin, text.rfind("\n", begin, start) + 1) : start]


def _after_transport(left: str, start: int, end: int, port: int) -> Mention | None:
    transport = TRANSPORT_BEFORE.search(left)
    if transport is None:
        return None
    return Mention(start, end, port, Role.CONTAINER, transport=transport[1].lower())


def _continued(text: str, last: Mention | None, start: int, end: int, port: int) -> Mention | None:
    """Read on from a port: the far end of a range, the next of a list."""
    if last is None or start - last.end > 16:  # noqa: PLR2004  (a connector is short)
        return None
    between = text[last.end : start]
    if between == ":" and last.role is Role.PUBLISH:
        return replace(last, start=start, end=end, port=port, role=Role.CONTAINER)
    ranged = RANGE.fullmatch(between) is not None and port > last.port
    listed = "\n" not in between and SERIES.fullmatch(between) is not None and between.strip()
    plural = last.name.lower().endswith("s")
    joined = any(word in between for word in ("and", "or", "to", " e ", " ou ", "/"))
    if ranged or (listed and port >= 20 and (plural or (last.name and joined))):  # noqa: PLR2004
        return replace(last, start=start, end=end, port=port)
    return None

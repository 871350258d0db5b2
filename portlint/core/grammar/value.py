"""Values that are ports as a whole: `8080`, `"8000-8010"`, `127.0.0.1:8080:80/tcp`."""

import re
from dataclasses import dataclass

NUMBER = re.compile(r"\s*(\d{1,5})\s*\Z")
TRANSPORTS = ("tcp", "udp", "sctp")

VARIABLE = r"\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
SIDE = rf"(?:\d+(?:-\d+)?|{VARIABLE}(?:-(?:\d+|{VARIABLE}))?|\$\w+|\{{\{{[^{{}}]*\}}\}})"
ADDRESS = re.compile(r"\[[0-9A-Fa-f:.%]+\]|[\w.-]+|\*|\$\{[^{}]*\}|\$\w+|")
WHOLE = re.compile(SIDE)
TRANSPORT = re.compile(r"/(\w+)\Z")
CLOSERS = {"{": "}", "[": "]"}
DIGITS = re.compile(r"\d+")
DEFAULT = re.compile(r"\$\{(\w+):?[-=](\d+)\}\Z")
DIGITS_READ = 9
"""Digits of a number that are looked at: with more of them it is no port, and Python refuses to
read thousands."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a mapping: what is written at `start` to `end`, and the numbers in it.

    `ports` holds (start, end, number), none where no digits are written; `variable` is the
    variable whose default the number is.
    """

    text: str
    start: int
    end: int
    ports: tuple[tuple[int, int, int], ...] = ()
    variable: str = ""

    @property
    def span(self) -> tuple[int, int] | None:
        """The first and last port, or None where no number is written."""
        return (self.ports[0][2], self.ports[-1][2]) if self.ports else None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A Docker port mapping, `[[ip:]host:]container[/transport]`; offsets are characters."""

    target: Side
    host: Side | None = None
    ip: str = ""
    transport: str = ""


def number(text: str) -> tuple[int, int, int] | None:
    """Return start, end and value of a text that is one port number, or None."""
    match = NUMBER.match(text)
    if match is None or not 0 < int(match[1]) <= 65535:  # noqa: PLR2004
        return None
    return match.start(1), match.end(1), int(match[1])


def mapping(text: str) -> Mapping | None:
    """Read a short-form port mapping as Compose and `docker run -p` do, or return None."""
    transport = TRANSPORT.search(text)
    stop = transport.start() if transport else len(text)
    parts = _parts(text, stop)
    if not 1 <= len(parts) <= len(("ip", "host", "target")):
        return None
    sides = [_side(text, *part) for part in parts[-2:] if part[0] < part[1]]
    address = text[slice(*parts[0])] if len(parts) > 2 else ""  # noqa: PLR2004  (ip, host, target)
    if not all(WHOLE.fullmatch(side.text) for side in sides) or not ADDRESS.fullmatch(address):
        return None
    if not sides or parts[-1][0] == stop or (len(parts) == 2 and len(sides) == 1):  # noqa: PLR2004
        return None
    host = sides[0] if len(sides) > 1 else None
    return Mapping(sides[-1], host, address, transport[1] if transport else "")


def _parts(text: str, stop: int) -> list[tuple[int, int]]:
    """Split at the colons that no bracket holds; return where each part starts and ends."""
    parts: list[tuple[int, int]] = []
    start = level = 0
    for index in range(stop):
        char = text[index]
        if char in CLOSERS:
            level += 1
        elif char in CLOSERS.values():
            level -= 1
        elif char == ":" and level == 0:
            parts.append((start, index))
            start = index + 1
    return [*parts, (start, stop)]


def _side(text: str, start: int, end: int) -> Side:
    written = text[start:end]
    default = DEFAULT.match(written)
    if default:
        begin = start + default.start(2)
        ports: tuple[tuple[int, int, int], ...] = (
            (begin, start + default.end(2), int(default[2][:DIGITS_READ])),
        )
        return Side(written, start, end, ports, default[1])
    if "$" in written or "{" in written:
        return Side(written, start, end)
    ports = tuple(
        (start + digits.start(), start + digits.end(), int(digits[0][:DIGITS_READ]))
        for digits in DIGITS.finditer(written)
    )
    return Side(written, start, end, ports)

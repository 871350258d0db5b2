"""Values that are ports as a whole: `8080`, `"8000-8010"`, `127.0.0.1:8080:80/tcp`."""

import re
from dataclasses import dataclass

NUMBER = re.compile(r"\s*(\d{1,5})\s*\Z")
TRANSPORTS = ("tcp", "udp", "sctp")

VARIABLE = r"\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
SIDE = rf"(?:\d+(?:-\d+)?|{VARIABLE}(?:-(?:\d+|{VARIABLE}))?|\$\w+|\{{\{{[^{{}}]*\}}\}})"
HOST = r"(?:\[[0-9A-Fa-f:.%]+\]|\d+\.\d+\.\d+\.\d+|localhost|\*|\$\{[^{}]*\}|\$\w+)"
MAPPING = re.compile(
    rf"(?:(?P<ip>{HOST})?:(?=.*:)|(?=))(?:(?P<host>{SIDE})?:)?(?P<target>{SIDE})(?:/(?P<transport>\w+))?\Z"
)
DIGITS = re.compile(r"\d+")
DEFAULT = re.compile(r"\$\{(\w+):?[-=](\d+)\}\Z")


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
    match = MAPPING.match(text)
    if match is None:
        return None
    host = _side(text, *match.span("host")) if match["host"] else None
    return Mapping(
        _side(text, *match.span("target")), host, match["ip"] or "", match["transport"] or ""
    )


def _side(text: str, start: int, end: int) -> Side:
    written = text[start:end]
    default = DEFAULT.match(written)
    if default:
        begin = start + default.start(2)
        ports: tuple[tuple[int, int, int], ...] = (
            (begin, start + default.end(2), int(default[2])),
        )
        return Side(written, start, end, ports, default[1])
    if "$" in written or "{" in written:
        return Side(written, start, end)
    ports = tuple(
        (start + digits.start(), start + digits.end(), int(digits[0]))
        for digits in DIGITS.finditer(written)
    )
    return Side(written, start, end, ports)

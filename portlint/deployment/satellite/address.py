"""An address in the configuration of a server, a scraper or a dashboard."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portlint.core import Location

WHOLE = re.compile(
    r"(?:(?P<scheme>[A-Za-z][\w.+-]*)://)?(?:[^@/\s]*@)?"
    r"(?P<host>[A-Za-z0-9](?:[\w.-]*\w)?\.?|\[[0-9A-Fa-f:]+\])(?::(?P<port>\d{1,5}))?(?=[/$?#;]|\Z)"
)
VARIABLE = re.compile(
    r"\{\$(?P<caddy>\w+)(?::(?P<caddy_default>[^{}]*))?\}|\{env\.(?P<env>\w+)\}"
    r"|\$\{(?:env:)?(?P<braced>\w+)(?::?-(?P<default>[^{}]*))?\}|\$(?P<bare>\w+)"
)
HIGHEST = 65535


@dataclass(frozen=True, slots=True)
class Address:
    """Where a program calls, as its file says it.

    `program` reads the file, `name` carries the address. `port` is the one that is meant where
    none is written, 0 where that is not known. `literal` tells whether `location` holds `text`
    whole; `browser` that the address is handed on to one.
    """

    location: Location
    program: str
    name: str
    text: str
    port: int = 0
    literal: bool = True
    browser: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """An address taken apart; `stated` where the port is written."""

    host: str
    port: int | None
    scheme: str
    stated: bool


def called(text: str, port: int) -> Called | None:
    """Take an address apart, None where a part of it is not known."""
    match = WHOLE.match(text.strip())
    if match is None:
        return None
    written = int(match["port"]) if match["port"] else 0
    number = written or port
    if number > HIGHEST:
        return None
    return Called(match["host"], number or None, (match["scheme"] or "").lower(), bool(written))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put variables of an environment into an address; those that it lacks stand as written."""

    def put(match: re.Match[str]) -> str:
        name = match["caddy"] or match["env"] or match["braced"] or match["bare"]
        default = match["caddy_default"] if match["caddy"] else match["default"]
        return values.get(name, match[0] if default is None else default)

    return VARIABLE.sub(put, text)

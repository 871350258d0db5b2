"""On which ports an image is told to listen for its own container alone."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import zip_longest

from portlint.core import Location
from portlint.core.tables import Bind, ImagePort, binds
from portlint.deployment.model import Service

BINDING = ("--bind", "--bind-address", "--bind_address", "--bind_ip", "listen_addresses")
"""Options of stores that say on which address alone they listen, on all of their ports."""

Moved = tuple[ImagePort, frozenset[int] | None]

LOOPBACK = re.compile(r"(?:\w+://)?(?:localhost|127\.0\.0\.1|::1|\[::1\])(?::\d+)?\Z")


def bound(
    service: Service,
    spoken: list[str],
    reference: str,
    moved: Sequence[Moved],
    *,
    started: bool,
) -> dict[int, Location]:
    """Return the ports that are bound to loopback, with what says so.

    `started` says that its command starts the image's program, as an option of its own shows too.
    `moved` are the image's rows with their ports, None where one cannot be told: all of a program
    that hears itself alone are refused, wherever they are.
    """
    found: dict[int, Location] = {}
    if service.command and started:
        found = dict.fromkeys(_by_options(spoken, moved), service.command.location)
    usual = {port for row, ports in moved for port in ports or (row.port,)}
    for one in binds(reference):
        told = list(_told(service, spoken, one))
        if told and all(_is_local(value) for value, _ in told):
            found |= dict.fromkeys(one.ports or usual, told[0][1])
    return found


def _by_options(spoken: list[str], moved: Sequence[Moved]) -> Iterator[int]:
    """Yield the ports that options bind: `--bind 127.0.0.1`, or with the port."""
    told = [value for option in BINDING for value in given(spoken, option)]
    everything = len(told) == 1 and _is_local(told[0])
    for row, ports in moved:
        own = [value for option in row.options for value in given(spoken, option)]
        near = bool(own) and ":" in own[-1] and _is_local(own[-1])
        if near or everything:
            yield from ports or ()


def _told(service: Service, spoken: list[str], row: Bind) -> Iterator[tuple[str, Location]]:
    """Yield the addresses that options and variables tell an image to listen on."""
    for option in row.options if service.command else ():
        for value in given(spoken, option):
            yield value, service.command.location if service.command else service.location
    for name in row.variables:
        setting = service.environment.get(name)
        if setting is not None and setting.words is not None and setting.words.known:
            yield setting.words.text, setting.location


def given(spoken: list[str], option: str) -> Iterator[str]:
    """Yield the values that a command line gives to an option: `-p 80`, `-p80`, `--port=80`."""
    for word, following in zip_longest(spoken, spoken[1:], fillvalue=""):
        name, equals, value = word.partition("=")
        if not equals and _is_option(name, option):
            yield following
        elif equals and (_is_option(name, option) or name.removeprefix("-c") == option):
            yield value
        elif len(option) == 2 and word.startswith(option) and word[2:].isdecimal():  # noqa: PLR2004
            yield word[2:]


def _is_option(word: str, option: str) -> bool:
    """Tell whether a word is an option; one with a `*` is a pattern, in whatever case."""
    return fnmatchcase(word.lower(), option.lower()) if "*" in option else word == option


def _is_local(value: str) -> bool:
    return LOOPBACK.match(value) is not None

"""Where a well-known image listens, as the table of images has it and a service moves it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import PurePosixPath

from portlint.core.names import words
from portlint.core.tables import ImagePort, image_ports, repository
from portlint.deployment.model import Service, Words

NUMBER = re.compile(r"(?:\A|:)(\d{1,5})(?=\Z|[/,;\s])")
SETTINGS = frozenset(
    ".conf .cfg .cnf .config .ini .yml .yaml .toml .json .xml .properties .env .acl .hcl".split()
)
"""Endings of files from which a program may take where it listens."""

CONFIGURING = frozenset("etc conf config configuration".split())
PROGRAMS = frozenset(
    "server serve start start-dev run mysqld mysqld_safe mariadbd mongod standalone "
    "single-node start-single-node start-standalone docker-entrypoint.sh uvicorn".split()
)
"""First words of commands with which images start what they always start."""

SHELLS = frozenset(("sh", "bash", "ash", "dash", "/bin/sh", "/bin/bash"))
ENTRY = re.compile(r"(?:/etc/confluent/docker/run|(?:^|/)docker-entrypoint\.sh)\Z")
"""The scripts with which images start their program: a command that runs one has only put
something before or after it. Those of Confluent's images and of Docker's official ones."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """The ports of a known image, by number, with the transport; none where it is not known.

    `sure` are those that nothing moves as far as the files say. `certain` tells whether nothing
    else listens in it.
    """

    name: str
    ports: tuple[tuple[int, str], ...] = ()
    sure: frozenset[int] = frozenset()
    certain: bool = False


def shipped(service: Service, reference: str, *, built: bool = False) -> Shipped:
    """Return where the image of a running service listens.

    `built` says that a Dockerfile lies over it, which may bring files of its own.
    """
    rows = image_ports(reference)
    name = repository(reference)[0]
    if not rows:
        return Shipped(name)
    spoken = _spoken(service)
    started = _starts(spoken, name) or _wraps(spoken, rows)
    moved = [_moved(service, spoken, row) for row in rows]
    whole = started and not built and not _configured(service, spoken)
    ports = {port: row.transport for row, port in zip(rows, moved, strict=True) if port}
    certain = whole and all(moved) and all(one.complete and not one.configurable for one in rows)
    if not certain:
        ports = {row.port: row.transport for row in rows if row.port} | ports
    free = any(one.configurable for one in rows) and not whole
    sure = frozenset(port for port in moved if port) if started and not free else frozenset()
    return Shipped(name, tuple(ports.items()), sure, certain)


def _spoken(service: Service) -> list[str]:
    """Return the words that a service's container is started with."""
    words_ = service.command.words if service.command else ()
    return [word for text in words_ for word in text.text.split()]


def _starts(spoken: list[str], name: str) -> bool:
    """Tell whether a service starts the program that its image is made for."""
    if not spoken or spoken[0].startswith("-"):
        return True
    told = {word for part in name.split("/")[-2:] for word in words(part) if len(word) > 2}  # noqa: PLR2004
    first = spoken[0].rpartition("/")[2]
    return first in PROGRAMS or any(word in first for word in told)


def _wraps(spoken: list[str], rows: Sequence[ImagePort]) -> bool:
    """Tell whether a shell runs the image's own start among other things, and moves no port."""
    if not spoken or spoken[0] not in SHELLS:
        return False
    moving = {name for row in rows for name in row.variables}
    plain = [_bare(word) for word in spoken]
    return any(ENTRY.search(one) for one in plain) and not any(
        name in one for one in plain for name in moving
    )


def _bare(word: str) -> str:
    """Take from a word what a shell's line may put around it."""
    return word.strip("\"'();&|")


def _moved(service: Service, spoken: list[str], row: ImagePort) -> int | None:
    """Return the port of a row after what may move it, None where that cannot be told."""
    for variable in row.variables:
        setting = service.environment.get(variable)
        if setting is not None:
            return _number(setting.words)
    found = [value for option in row.options for value in _given(spoken, option)]
    if found:
        match = NUMBER.search(found[-1])
        return int(match[1]) if match else None
    if service.open_environment and row.variables:
        return None
    return row.port or None


def _number(value: Words | None) -> int | None:
    if value is None or not value.known:
        return None
    found = {int(one) for one in NUMBER.findall(value.text)}
    return found.pop() if len(found) == 1 else None


def _given(spoken: list[str], option: str) -> Iterator[str]:
    """Yield the values that a command line gives to an option: `-p 80`, `-p80`, `--port=80`."""
    for word, following in zip_longest(spoken, spoken[1:], fillvalue=""):
        name, equals, value = word.partition("=")
        if word == option:
            yield following
        elif equals and (name == option or name.removeprefix("-c") == option):
            yield value
        elif len(option) == 2 and word.startswith(option) and word[2:].isdigit():  # noqa: PLR2004
            yield word[2:]


def _configured(service: Service, spoken: list[str]) -> bool:
    """Tell whether a file may say where the program listens: mounted, or named by its command."""
    told = any(
        _is_settings(word.rpartition("=")[2]) for word in spoken if not ENTRY.search(_bare(word))
    )
    return told or any(_is_settings(target) for target in service.volumes)


def _is_settings(path: str) -> bool:
    found = PurePosixPath(path)
    parts = {part.lower() for part in found.parts}
    below = path.startswith("/") and any(not CONFIGURING.isdisjoint(words(part)) for part in parts)
    seeds = any("initdb" in part or part in {"certs", "ssl", "localtime"} for part in parts)
    return (below or found.suffix in SETTINGS) and not seeds

"""Where a well-known image listens, as the table of images has it and a service moves it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePosixPath

from portlint.core import Location
from portlint.core.names import words
from portlint.core.tables import ImagePort, image_ports, repository
from portlint.deployment.image.binding import bound, given
from portlint.deployment.image.running import SHELLS
from portlint.deployment.model import Service, Words

NUMBER = re.compile(r"(?:\A|:)(\d{1,5})(?=\Z|[/,;\s])")
SETTINGS = frozenset(
    ".conf .cfg .cnf .config .ini .yml .yaml .toml .json .xml .properties .env .acl .hcl".split()
)
"""Endings of files from which a program may take where it listens."""

BEGINNING = frozenset("exec then do else { -c -ec -ce -euc -lc -xc".split())
"""Words of a shell's line behind which a program's name stands."""

BARE = frozenset("start run serve server".split())
"""First words of commands that are no program's name in a shell."""

STEERING = frozenset(
    "port ports listen listeners addr address bind conf config template envsubst".split()
)
"""Words of variables that may move what an image listens on."""

HARMLESS = frozenset(("certs", "ssl", "localtime", "timezone", "provisioning", "dashboards"))
"""Folders of settings that say nothing of ports: certificates, what Grafana shows."""

LISTENER = re.compile(r"://[\w.*\[\]-]*:(\d{2,5})(?!\d)")

CONFIGURING = frozenset("etc conf config configuration".split())
PROGRAMS = frozenset(
    "agent server serve start start-dev run mysqld mysqld_safe mariadbd mongod standalone "
    "single-node start-single-node start-standalone docker-entrypoint.sh uvicorn".split()
)
"""First words of commands with which images start what they always start."""

ENTRY = re.compile(r"(?:/etc/confluent/docker/run|(?:^|/)docker-entrypoint\.sh)\Z")
"""The scripts with which images start their program: a command that runs one has only put
something before or after it. Those of Confluent's images and of Docker's official ones."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """The ports of a known image, by number, with the transport; none where it is not known.

    `sure` are those that nothing moves as far as the files say, `local` those on which only the
    container itself is heard, with what says so. `certain` tells whether nothing else listens.
    """

    name: str
    ports: tuple[tuple[int, str], ...] = ()
    sure: frozenset[int] = frozenset()
    certain: bool = False
    local: Mapping[int, Location] = field(default_factory=dict)


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
    flagged = all(one.flagged for one in rows)
    whole = started and (flagged or not (built or _configured(service, spoken)))
    listed = _listed(service, rows) if started else frozenset()
    if listed:
        told = tuple((port, "tcp") for port in sorted(listed))
        return Shipped(name, told, listed, whole and not _watched(service))
    moved = [_moved(service, spoken, row) for row in rows]
    ports = {port: row.transport for row, port in zip(rows, moved, strict=True) if port}
    plain = not built and service.command is None and not _steered(service)
    free = any(one.configurable for one in rows)
    certain = whole and all(moved) and all(one.complete for one in rows) and (plain or not free)
    if not certain:
        ports = {row.port: row.transport for row in rows if row.port} | ports
    open_ = free and not whole
    sure = frozenset(port for port in moved if port) if started and not open_ else frozenset()
    local = bound(service, spoken, reference, moved) if started else {}
    return Shipped(name, tuple(ports.items()), sure, certain, local)


def _spoken(service: Service) -> list[str]:
    """Return the words that a service's container is started with, without quotes."""
    words_ = service.command.words if service.command else ()
    return [word.strip("\"'") for text in words_ for word in text.text.split()]


def _starts(spoken: list[str], name: str) -> bool:
    """Tell whether a service starts the program that its image is made for."""
    if not spoken or spoken[0].startswith("-"):
        return True
    told = {word for part in name.split("/")[-2:] for word in words(part) if len(word) > 2}  # noqa: PLR2004
    first = spoken[0].rpartition("/")[2]
    if first in SHELLS:
        return any(_is_program(one, told) for one in _begun(spoken))
    return first in PROGRAMS or any(word in first for word in told)


def _wraps(spoken: list[str], rows: Sequence[ImagePort]) -> bool:
    """Tell whether a shell runs the image's own start among other things, and moves no port."""
    if not spoken or spoken[0].rpartition("/")[2] not in SHELLS:
        return False
    moving = {name for row in rows for name in row.variables}
    plain = [_bare(word) for word in spoken]
    return any(ENTRY.search(one) for one in plain) and not any(
        name in one for one in plain for name in moving
    )


def _bare(word: str) -> str:
    """Take from a word what a shell's line may put around it."""
    return word.strip("\"'();&|")


def _begun(spoken: list[str]) -> Iterator[str]:
    """Yield the programs that a shell's line starts, by the words that stand before them."""
    for before, word in pairwise(spoken):
        if before.endswith((";", "&&", "||")) or before in BEGINNING:
            yield word.rstrip(";").rpartition("/")[2]


def _is_program(word: str, told: set[str]) -> bool:
    own = {f"{one}{ending}" for one in told for ending in ("", "d", "-server")}
    return word in PROGRAMS - BARE or word in own


def _listed(service: Service, rows: tuple[ImagePort, ...]) -> frozenset[int]:
    """Return every port of a variable that lists all listeners: `PLAINTEXT://:9092,B://:9093`."""
    for row in rows:
        for variable in row.variables:
            setting = service.environment.get(variable)
            if setting is not None and variable.endswith("LISTENERS"):
                known = setting.words is not None and setting.words.known
                text = setting.words.text if setting.words and known else ""
                listed = frozenset(int(one) for one in LISTENER.findall(text))
                return listed and listed | _beside(rows)
    return frozenset()


def _beside(rows: tuple[ImagePort, ...]) -> frozenset[int]:
    """Return the ports of an image that its list of listeners does not move."""
    lists = (
        row.variables
        and "LISTENERS" in row.variables[0]
        and "HTTP_SERVER" not in row.variables[0]
        and "REST" not in row.variables[0]
        for row in rows
    )
    return frozenset(row.port for row, listed in zip(rows, lists, strict=True) if not listed)


def _steered(service: Service) -> bool:
    """Tell whether a variable may say where a program listens, or where its settings are."""
    return any(not STEERING.isdisjoint(words(name)) for name in service.environment)


def _watched(service: Service) -> bool:
    """Tell whether options of a Java program may open ports that no other setting names."""
    told = (one.words.text for one in service.environment.values() if one.words)
    return any("-javaagent" in text or "jmxremote" in text for text in told)


def _moved(service: Service, spoken: list[str], row: ImagePort) -> int | None:
    """Return the port of a row after what may move it, None where that cannot be told."""
    for variable in row.variables:
        setting = service.environment.get(variable)
        if setting is not None:
            return _number(setting.words)
    found = [value for option in row.options for value in given(spoken, option)]
    if found:
        match = NUMBER.search(found[-1])
        return int(match[1]) if match else None
    if service.open_environment and row.variables and not _led(service, row.port):
        return None
    return row.port or None


def _led(service: Service, port: int) -> bool:
    """Tell whether `ports` or `expose` lead to a port: who moves it inside moves them too."""
    led = [one.target for one in service.ports if one.known and one.transport == "tcp"]
    led += [one.span for one in service.expose]
    return any(first <= port <= last for first, last in led)


def _number(value: Words | None) -> int | None:
    if value is None or not value.known:
        return None
    found = {int(one) for one in NUMBER.findall(value.text)}
    return found.pop() if len(found) == 1 else None


def _configured(service: Service, spoken: list[str]) -> bool:
    """Tell whether a file may say where the program listens: mounted, or named by its command."""
    written = any(word.startswith(">") for word in spoken)
    told = any(
        _is_settings(word.rpartition("=")[2]) for word in spoken if not ENTRY.search(_bare(word))
    )
    return written or told or any(_is_settings(target) for target in service.volumes)


def _is_settings(path: str) -> bool:
    found = PurePosixPath(path)
    parts = {part.lower() for part in found.parts}
    below = path.startswith("/") and any(not CONFIGURING.isdisjoint(words(part)) for part in parts)
    seeds = any("initdb" in part or part in HARMLESS for part in parts)
    return (below or found.suffix in SETTINGS) and not seeds

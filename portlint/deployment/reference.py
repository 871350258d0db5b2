"""Who calls whom: every host and port that a service's own settings name."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from portlint.core import Facts, Location, PortUse, Role
from portlint.core.grammar import mentions
from portlint.core.names import words
from portlint.core.shell import argv_ports
from portlint.core.shell import ports as shell_ports
from portlint.deployment.model import Command, Origin, Service, Setting, Stack, Words
from portlint.deployment.viewpoint import Viewpoint, viewpoint

LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\Z")
URL = re.compile(
    r"(?P<scheme>[A-Za-z][\w+.-]*)://(?:[^\s/@\"']*@)?(?P<host>[A-Za-z0-9][\w.-]*)(?=[/?#\s\"',;]|\Z)"
)
"""An address that leaves its port to its scheme."""

DEFAULTS = {
    "http": 80, "https": 443, "ws": 80, "wss": 443, "postgres": 5432, "postgresql": 5432,
    "mysql": 3306, "redis": 6379, "amqp": 5672, "mongodb": 27017, "ftp": 21,
}  # fmt: skip
"""The port of a scheme that names none, by IANA and the clients of each."""

HOSTS = ("HOST", "HOSTNAME", "SERVER", "ADDR", "ADDRESS", "HOST_NAME", "SERVICE_HOST")
"""How a variable ends that names a host, beside one of the same stem that ends in PORT."""

PORT_ENDING = re.compile(r"_(?:PORT(?:_NUMBER)?|SERVICE_PORT)\Z", re.IGNORECASE)
LONGEST = 10_000
"""Characters of a command line in which options are looked for."""

OWN = frozenset(("host", "hostname", "listen", "bind", "server", "address", "http", "app"))
"""Stems under which a program names its own address: `HOST`, `SERVER_HOST`, `BIND_ADDRESS`."""


OUTSIDE = frozenset("public external published host outside advertised proxy node".split())
"""Words of variables that hold a port as others see it."""


TEXTUAL = frozenset(("charset", "character", "collation"))
"""Words of variables about text: `MYSQL_CHARACTER_SET_SERVER` names no server."""

SWITCHES = frozenset("true false yes no on off none null default auto".split())


@dataclass(frozen=True, slots=True)
class Reference:
    """A host and port as a service names them, with where that is read.

    `location` covers the digits where they are written as such (`literal`), else the value;
    `port` is None where only a host is named; `stated` is False where the scheme implies it;
    `handed` is True where an env file holds it, which may hold more than its services read;
    `satellite` is the program that reads it in a configuration file of its own (nginx);
    `beside` are the other hosts and ports of the same value, `path` what it asks there;
    `option` is the one of a command line that is given it.
    """

    location: Location
    host: str
    port: int | None
    name: str
    stack: Stack
    service: Service
    viewpoint: Viewpoint
    scheme: str = ""
    literal: bool = False
    stated: bool = True
    handed: bool = False
    satellite: str = ""
    beside: tuple[tuple[str, int], ...] = ()
    path: str = ""
    option: str = ""

    @property
    def address(self) -> str:
        """The address as people write it."""
        return f"{self.host}:{self.port}" if self.port is not None else self.host


class Digits:
    """The ports of all files, found by where they stand."""

    def __init__(self, facts: Facts) -> None:
        self._uses: dict[str, list[PortUse]] = {}
        for use in facts.of(PortUse):
            self._uses.setdefault(use.location.path, []).append(use)
        for uses in self._uses.values():
            uses.sort(key=lambda use: use.location)
        self._starts = {
            path: [(use.location.line, use.location.column) for use in uses]
            for path, uses in self._uses.items()
        }

    def inside(self, place: Location) -> Iterator[PortUse]:
        """Yield every port that is written inside a place."""
        uses = self._uses.get(place.path, [])
        at = bisect_left(self._starts.get(place.path, []), (place.line, place.column))
        for index in range(at, len(uses)):
            if uses[index].location.start >= place.end:
                return
            yield uses[index]

    def within(self, place: Location, port: int, host: str = "", nth: int = 0) -> PortUse | None:
        """Return the digits of a port inside a place, if it is written there.

        Where it is written more than once, behind its host, and there the `nth` (from 0).
        """
        uses = [use for use in self.inside(place) if use.port == port]
        named = [use for use in uses if use.host == host] or uses
        return named[nth if nth < len(named) else 0] if named else None


def references(stack: Stack, digits: Digits) -> Iterator[Reference]:
    """Yield every reference that the services of a stack make in what configures them."""
    for service in stack.services.values():
        for setting in service.environment.values():
            yield from _of_setting(stack, service, setting, digits)
        yield from _pairs(stack, service, digits)
        yield from _of_commands(stack, service, digits)


def _of_setting(
    stack: Stack, service: Service, setting: Setting, digits: Digits
) -> Iterator[Reference]:
    if setting.words is None:
        return
    addresses = list(_addresses(setting.words.text))
    for host, port, scheme, stated in addresses:
        seen = viewpoint(setting.name, scheme)
        if host.lower() in SWITCHES:
            continue
        found = Reference(
            setting.words.location, host, port, setting.name, stack, service, seen, scheme,
            stated=stated, handed=bool(setting.file),
            beside=tuple(one[:2] for one in addresses if one[0] != host),
            path=_path(setting.words.text, port),
        )  # fmt: skip
        yield _placed(found, digits, setting.words)


def _path(text: str, port: int) -> str:
    """Return what stands behind a port in a URL, up to a blank or a quote."""
    found = re.search(rf":{port}(/[^\s\"'?#]*)", text)
    return found[1] if found else ""


def _addresses(text: str) -> Iterator[tuple[str, int, str, bool]]:
    """Yield host, port, scheme and whether the port is written, of every address in a text."""
    for one in mentions(text):
        if one.host and one.role is Role.CONNECT:
            yield one.host, one.port, one.scheme, True
    for match in URL.finditer(text):
        scheme = match["scheme"].lower().split("+")[0]
        if scheme in DEFAULTS:
            yield match["host"], DEFAULTS[scheme], scheme, False


def _placed(reference: Reference, digits: Digits, words_: Words, nth: int = 0) -> Reference:
    """Point at the digits, where they are written in the value itself."""
    if reference.port is None:
        return reference
    use = digits.within(words_.location, reference.port, reference.host, nth)
    if use is None:
        return reference
    return replace(reference, location=use.location, literal=words_.literal)


def _pairs(stack: Stack, service: Service, digits: Digits) -> Iterator[Reference]:
    """Yield what two variables say together: `DB_HOST=db` and `DB_PORT=5432`.

    A service that names itself so says where others find it, and calls nobody.
    """
    for name, setting in service.environment.items():
        stem = _stem(name)
        if stem is None or setting.words is None or not LABEL.match(setting.words.text):
            continue
        host = setting.words.text
        if host in service.names:
            continue
        beside = _port_of(service.environment, stem, name)
        if host.lower() in SWITCHES or (beside is None and name.upper().endswith("HOSTNAME")):
            continue
        if beside is None and _is_own(service, stem):
            continue
        port = int(beside.words.text) if beside and beside.words else None
        seen = viewpoint(stem.replace("HOSTNAME", "HOST"))
        found = Reference(
            setting.words.location, host, port, name, stack, service, seen,
            stated=port is not None, handed=bool(setting.file),
        )  # fmt: skip
        yield (
            replace(_placed(found, digits, beside.words), literal=False)
            if beside and beside.words
            else found
        )


def _is_own(service: Service, stem: str) -> bool:
    """Tell whether a stem is the service's own name, so that its host is what others call it.

    `SCHEMA_REGISTRY_HOST_NAME` of a schema registry is what it announces, and calls nobody.
    """
    image = service.image.text.rpartition("/")[2] if service.image else ""
    whole = "".join(words(stem))
    return any(whole in "".join(words(name)) for name in (service.name, image))


def has_host(environment: Mapping[str, Setting], name: str) -> bool:
    """Tell whether a port's variable has one beside it that names the port's host."""
    stem = PORT_ENDING.sub("", name)
    return stem != name and any(f"{stem}_{ending}" in environment for ending in HOSTS)


def _stem(name: str) -> str | None:
    """Return what a host's variable is called for, None where it is none or the program's own."""
    upper = name.upper()
    ending = next((one for one in HOSTS if upper.endswith(f"_{one}")), None)
    if ending is None:
        return None
    stem = name[: -len(ending) - 1]
    split = set(words(stem))
    return None if split <= OWN or split & TEXTUAL else stem


def _port_of(environment: Mapping[str, Setting], stem: str, name: str) -> Setting | None:
    case = str.lower if name.islower() else str
    for ending in ("_PORT", "_PORT_NUMBER", "_SERVICE_PORT"):
        found = environment.get(stem + case(ending))
        if found and found.words and found.words.text.isdecimal() and len(found.words.text) < 6:  # noqa: PLR2004
            return found
    return None


def _of_commands(stack: Stack, service: Service, digits: Digits) -> Iterator[Reference]:
    for command in filter(None, (service.entrypoint, service.command)):
        yield from _of_command(stack, service, command, digits)


def _of_command(
    stack: Stack, service: Service, command: Command, digits: Digits
) -> Iterator[Reference]:
    whole = Words("", command.location, origins=tuple(_origins(command.words)))
    before: Counter[tuple[str, int]] = Counter()
    line = " ".join(one.text for one in command.words)[:LONGEST]
    for host, port, scheme in asked(command):
        address = rf"{re.escape(host)}:{port}(?!\d)"
        if re.search(rf"\b(?:echo|printf)\b[^;&|\n]*{address}", line):
            before[host, port] += 1
            continue
        option = re.search(rf"(?<!\S)(--?[\w.-]+)[= ]\S*{address}", line)
        found = Reference(
            command.location, host, port, "command", stack, service, Viewpoint.CONTAINER, scheme,
            option=option[1] if option else "",
        )  # fmt: skip
        yield _placed(found, digits, whole, before[host, port])
        before[host, port] += 1


def _origins(command: Iterable[Words]) -> Iterator[Origin]:
    for one in command:
        yield from one.origins


def asked(command: Command, unnamed: str = "") -> Iterator[tuple[str, int, str]]:
    """Yield host, port and scheme of everything that a command line calls.

    `unnamed` is the host of a call that names none, `redis-cli -p 6380`; empty leaves these out.
    """
    if command.shell:
        found = [m for one in command.words for m in shell_ports(one.text)]
    else:
        found = list(argv_ports(laid_out(command.words)))
    for one in found:
        if one.role is Role.CONNECT and (host := one.host or unnamed):
            yield host, one.port, one.scheme


def laid_out(command: Iterable[Words]) -> list[tuple[str, int]]:
    """Give each word an offset of its own, as if they stood in one line."""
    laid, at = [], 0
    for one in command:
        laid.append((one.text, at))
        at += len(one.text) + 1
    return laid

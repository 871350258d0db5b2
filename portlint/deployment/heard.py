"""On which ports a service is heard inside its container, as far as files say."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portlint.core import Location, Role
from portlint.core.grammar import mentions
from portlint.core.names import carries_port, words
from portlint.core.shell import argv_ports
from portlint.core.shell import ports as shell_ports
from portlint.deployment.model import Command, Exposed, Service
from portlint.deployment.reference import OUTSIDE, asked, has_host, laid_out

LOOPBACK = frozenset(("localhost", "127.0.0.1", "[::1]", "::1"))
OWN_PORTS = frozenset(("PORT", "HTTP_PORT", "SERVER_PORT", "LISTEN_PORT", "APP_PORT"))
"""Variables that a program of any kind takes its own port from."""

BOUND = re.compile(r"(?:--(?:host|bind|address|hostname|listen)|-[Hhb])[= ]+['\"]?([\w.:\[\]]+)")
LONGEST = 1_000
"""Ports of a range that are looked at."""


class Kind(StrEnum):
    """What says that a service listens on a port."""

    MAPPED = "ports"
    EXPOSED = "expose"
    CLAIMED = "EXPOSE"
    VARIABLE = "variable"
    COMMAND = "command"
    CODE = "code"
    SETTINGS = "settings"
    IMAGE = "image"
    HINT = "hint"
    HEALTH = "healthcheck"


SAID = frozenset((Kind.MAPPED, Kind.EXPOSED, Kind.HEALTH))
"""What an entry says of ports, and does nothing for."""

DOING = frozenset((Kind.VARIABLE, Kind.COMMAND, Kind.CODE, Kind.SETTINGS))
"""What a program does; the others are what people say of it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a service is thought to listen on a port: a clause for people, and where it stands.

    `local` where only the container itself is heard there.
    """

    location: Location
    clause: str
    proof: bool = True
    kind: Kind = Kind.HINT
    local: bool = False


Told = Iterable[tuple[int, Evidence]]


@dataclass(frozen=True, slots=True)
class Heard:
    """Ports with their evidence; `certain` where nothing else can be listening.

    `local` holds those on which only the container itself is heard (bound to 127.0.0.1), `kinds`
    all that speaks for a port. `rumours` are the ports that the service's own files name in any
    way: they prove nothing, and speak against calling such a port wrong; `opened` are those of
    them that code seems to open.
    """

    ports: Mapping[int, Evidence] = field(default_factory=dict)
    local: Mapping[int, Evidence] = field(default_factory=dict)
    certain: bool = False
    kinds: Mapping[int, frozenset[Kind]] = field(default_factory=dict)
    rumours: frozenset[int] = frozenset()
    opened: frozenset[int] = frozenset()

    @property
    def proven(self) -> tuple[int, ...]:
        """The ports that a file says the service listens on, in order."""
        return tuple(sorted(port for port, one in self.ports.items() if one.proof))

    @property
    def claimed(self) -> tuple[int, ...]:
        """The ports that are proven, or that its image exposes, in order."""
        ports = self.ports.items()
        return tuple(sorted(p for p, one in ports if one.proof or one.kind is Kind.CLAIMED))

    def denies(self, port: int) -> bool:
        """Tell whether no file says in any way that the service listens on a port."""
        return self.unheard(port) and port not in self.rumours

    def unheard(self, port: int) -> bool:
        """Tell whether nothing says that the service listens on a port, nor that code opens it."""
        said = self.kinds.get(port, frozenset()) - {Kind.HEALTH}
        return not said and port not in self.local and port not in self.opened


def heard(
    service: Service, brought: Told = (), rumours: frozenset[int] = frozenset(),
    only: int | None = None,
) -> Heard:  # fmt: skip
    """Return what is said of where a service listens, by its entry and by what `brought` adds.

    Where `only` one port is opened whatever else is said, the rest is left out.
    """
    told = [*_declared(service), *brought, *_hinted(service)]
    if only is not None:
        told = [pair for pair in told if pair[0] == only or pair[1].kind in SAID]
    local = {port: one for port, one in told if one.local}
    for command in filter(None, (service.entrypoint, service.command)):
        for host, port in _opened(command):
            one = Evidence(command.location, f"its command listens on {port}", kind=Kind.COMMAND)
            if host in LOOPBACK:
                local[port] = one
            else:
                told.insert(0, (port, one))
    kinds: dict[int, set[Kind]] = defaultdict(set)
    found: dict[int, Evidence] = {}
    for port, evidence in sorted(told, key=lambda pair: not pair[1].proof):
        kinds[port].add(evidence.kind)
        if port not in local and not evidence.local:
            found.setdefault(port, evidence)
    return Heard(found, local, kinds={p: frozenset(k) for p, k in kinds.items()}, rumours=rumours)


def together(parts: Iterable[Heard]) -> Heard:
    """Return what several services hear that share one network namespace."""
    ports: dict[int, Evidence] = {}
    local: dict[int, Evidence] = {}
    kinds: dict[int, frozenset[Kind]] = {}
    rumours = opened = frozenset[int]()
    certain = True
    for part in parts:
        ports |= part.ports
        local |= part.local
        kinds |= {p: found | kinds.get(p, frozenset()) for p, found in part.kinds.items()}
        rumours |= part.rumours
        opened |= part.opened
        certain = certain and part.certain
    return Heard(ports, local, certain, kinds, rumours, opened)


def exposed(opened: Iterable[Exposed], clause: str, kind: Kind, *, proof: bool) -> Told:
    """Yield every port of a list of exposed ones."""
    for one in opened:
        for port in range(one.span[0], min(one.span[1], one.span[0] + LONGEST) + 1):
            yield port, Evidence(one.location, clause, proof, kind)


def _declared(service: Service) -> Told:
    for one in service.ports:
        clause = f"`ports` of {service.name} lead to it"
        for port in range(one.target[0], min(one.target[1], one.target[0] + LONGEST) + 1):
            yield port, Evidence(one.location, clause, kind=Kind.MAPPED)
    yield from exposed(service.expose, f"{service.name} exposes it", Kind.EXPOSED, proof=True)


def _hinted(service: Service) -> Told:
    """Yield what silences more than it proves: variables, labels, health checks."""
    for setting in service.environment.values():
        text = setting.words.text if setting.words else ""
        clause = f"{setting.name} of {service.name} says so"
        split = frozenset(words(setting.name))
        paired = has_host(service.environment, setting.name) and "jmx" not in split
        own = split.isdisjoint(OUTSIDE) and not paired
        if text.isdecimal() and carries_port(setting.name) and own:
            sure = setting.name in OWN_PORTS
            kind = Kind.VARIABLE if sure else Kind.HINT
            yield int(text[:9]), Evidence(setting.location, clause, sure, kind)
        for one in mentions(text):
            if one.role is Role.LISTEN:
                yield one.port, Evidence(setting.location, clause, kind=Kind.VARIABLE)
    for name, value in service.labels:
        if value.text.isdecimal() and "port" in name:
            clause = f"the label {name} of {service.name} says so"
            yield int(value.text[:9]), Evidence(value.location, clause, proof=False)
    if service.healthcheck and service.healthcheck.command:
        place = service.healthcheck.location
        clause = f"{service.name} asks itself there"
        for host, port, _ in asked(service.healthcheck.command):
            if host in LOOPBACK:
                yield port, Evidence(place, clause, proof=False, kind=Kind.HEALTH)


def _opened(command: Command) -> Iterator[tuple[str, int]]:
    """Yield bind address and port of everything that a command line listens on."""
    if command.shell:
        found = [one for part in command.words for one in shell_ports(part.text)]
    else:
        found = list(argv_ports(laid_out(command.words)))
    address = bound(command)
    for one in found:
        if one.role is Role.LISTEN:
            yield one.host or address, one.port


def bound(command: Command) -> str:
    """Return the address that an option of a command line binds to, empty for every one."""
    return bound_in(" ".join(part.text for part in command.words))


def bound_in(line: str) -> str:
    """Return the address that an option of a line binds to, empty for every one."""
    match = BOUND.search(line)
    return match[1] if match else ""

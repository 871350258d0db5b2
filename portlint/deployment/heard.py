"""On which ports a service is heard inside its container, as far as its own files say."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from portlint.core import Location, Role
from portlint.core.grammar import mentions
from portlint.core.names import carries_port, words
from portlint.core.shell import argv_ports
from portlint.core.shell import ports as shell_ports
from portlint.deployment.model import Command, Service
from portlint.deployment.reference import OUTSIDE, asked, has_host, laid_out

LOOPBACK = frozenset(("localhost", "127.0.0.1", "[::1]", "::1"))
OWN_PORTS = frozenset(("PORT", "HTTP_PORT", "SERVER_PORT", "LISTEN_PORT", "APP_PORT"))
"""Variables that a program of any kind takes its own port from."""

BOUND = re.compile(r"(?:--(?:host|bind|address|hostname|listen)|-[Hhb])[= ]+([\w.:\[\]]+)")
LONGEST = 1_000
"""Ports of a range that are looked at."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a service is thought to listen on a port: a clause for people, and where it stands."""

    location: Location
    clause: str
    proof: bool = True


@dataclass(frozen=True, slots=True)
class Heard:
    """Ports with their evidence; `certain` where nothing else can be listening.

    `local` holds those on which only the container itself is heard (bound to 127.0.0.1).
    """

    ports: Mapping[int, Evidence] = field(default_factory=dict)
    local: Mapping[int, Evidence] = field(default_factory=dict)
    certain: bool = False

    @property
    def proven(self) -> tuple[int, ...]:
        """The ports that a file says the service listens on, in order."""
        return tuple(sorted(port for port, one in self.ports.items() if one.proof))


def heard(service: Service) -> Heard:
    """Return what a service's own entry says of where it listens."""
    found: dict[int, Evidence] = {}
    local: dict[int, Evidence] = {}
    for port, evidence in _declared(service):
        found.setdefault(port, evidence)
    for port, evidence in _hinted(service):
        found.setdefault(port, evidence)
    for command in filter(None, (service.entrypoint, service.command)):
        for host, port in _opened(command):
            kept = local if host in LOOPBACK else found
            kept[port] = Evidence(command.location, f"its command listens on {port}")
    open_ = {port: one for port, one in found.items() if port not in local}
    return Heard(open_, local)


def together(parts: Iterable[Heard]) -> Heard:
    """Return what several services hear that share one network namespace."""
    ports: dict[int, Evidence] = {}
    local: dict[int, Evidence] = {}
    certain = True
    for part in parts:
        ports |= part.ports
        local |= part.local
        certain = certain and part.certain
    return Heard(ports, local, certain)


def _declared(service: Service) -> Iterator[tuple[int, Evidence]]:
    for one in service.ports:
        clause = f"`ports` of {service.name} lead to it"
        for port in range(one.target[0], min(one.target[1], one.target[0] + LONGEST) + 1):
            yield port, Evidence(one.location, clause)
    for opened in service.expose:
        clause = f"{service.name} exposes it"
        for port in range(opened.span[0], min(opened.span[1], opened.span[0] + LONGEST) + 1):
            yield port, Evidence(opened.location, clause)


def _hinted(service: Service) -> Iterator[tuple[int, Evidence]]:
    """Yield what silences more than it proves: variables, labels, health checks."""
    for setting in service.environment.values():
        text = setting.words.text if setting.words else ""
        clause = f"{setting.name} of {service.name} says so"
        split = frozenset(words(setting.name))
        own = split.isdisjoint(OUTSIDE) and not has_host(service.environment, setting.name)
        if text.isdigit() and carries_port(setting.name) and own:
            yield int(text[:9]), Evidence(setting.location, clause, setting.name in OWN_PORTS)
        for one in mentions(text):
            if one.role is Role.LISTEN:
                yield one.port, Evidence(setting.location, clause)
    for name, value in service.labels:
        if value.text.isdigit() and "port" in name:
            clause = f"the label {name} of {service.name} says so"
            yield int(value.text[:9]), Evidence(value.location, clause, proof=False)
    if service.healthcheck and service.healthcheck.command:
        place = service.healthcheck.location
        for host, port, _ in asked(service.healthcheck.command):
            if host in LOOPBACK:
                yield port, Evidence(place, f"{service.name} asks itself there", proof=False)


def _opened(command: Command) -> Iterator[tuple[str, int]]:
    """Yield bind address and port of everything that a command line listens on."""
    if command.shell:
        found = [one for part in command.words for one in shell_ports(part.text)]
    else:
        found = list(argv_ports(laid_out(command.words)))
    bound = _bound(command)
    for one in found:
        if one.role is Role.LISTEN:
            yield one.host or bound, one.port


def _bound(command: Command) -> str:
    """Return the address that an option of a command line binds to, empty for every one."""
    line = " ".join(part.text for part in command.words)
    match = BOUND.search(line)
    return match[1] if match else ""

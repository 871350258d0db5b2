"""The registry as values. Every value knows its own place, so that a finding can point at it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from portlint.core.finding import Related
from portlint.core.location import Location


class Exposure(StrEnum):
    """Who may reach a port from outside its network."""

    DIRECT = "direct"
    GATEWAY = "gateway"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Port:
    """One port of a service: the side it listens on and, where published, the host's side."""

    location: Location
    container: int
    host: int | None
    name: str = ""
    host_ip: str = ""
    transport: str = "tcp"
    protocol: str = ""
    exposure: Exposure = Exposure.DIRECT
    path: str = ""

    @property
    def published(self) -> int | None:
        """The number it takes on the host; None for a port that stays inside its network."""
        return None if self.exposure is Exposure.INTERNAL else self.host


@dataclass(frozen=True, slots=True)
class Range:
    """The ports set aside for a stack, ends inclusive; `within` names the range around it."""

    location: Location
    name: str
    first: int
    last: int
    within: str = ""

    def __contains__(self, port: int) -> bool:
        return self.first <= port <= self.last

    def __str__(self) -> str:
        return f"{self.name} ({self.first}-{self.last})"


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that points at another part of the registry."""

    location: Location
    name: str


@dataclass(frozen=True, slots=True)
class Healthcheck:
    """How to ask a service whether it is well."""

    endpoint: str
    expected: int


@dataclass(frozen=True, slots=True)
class Service:
    """One registered service."""

    location: Location
    name: str
    ports: tuple[Port, ...]
    stack: Reference | None = None
    owner: str = ""
    description: str = ""
    container: bool = True
    external: bool = False
    deprecated: bool = False
    replacement: Reference | None = None
    networks: tuple[Reference, ...] = ()
    depends_on: tuple[Reference, ...] = ()
    aliases: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    env: str = ""
    alternatives: str = ""
    healthcheck: Healthcheck | None = None
    gateway_path: str = ""
    image: str = ""
    build: str = ""
    notes: str = ""

    @property
    def names(self) -> frozenset[str]:
        """Every name it answers to."""
        return frozenset((self.name, *self.aliases))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong inside the registry file; `check` names the check that found it."""

    location: Location
    check: str
    message: str
    service: str = ""
    port: int | None = None
    related: tuple[Related, ...] = ()


@dataclass(frozen=True)
class Registry:
    """All registered services and ranges of one file, with what is wrong in it."""

    path: str
    version: str = ""
    ranges: tuple[Range, ...] = ()
    services: tuple[Service, ...] = ()
    networks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Service]:
        """Every name and alias; the first service that answers to it."""
        found: dict[str, Service] = {}
        for service in self.services:
            for name in service.names:
                found.setdefault(name, service)
        return found

    @cached_property
    def by_port(self) -> Mapping[int, tuple[tuple[Service, Port], ...]]:
        """Every number, on the host's or the container's side, with who has it."""
        found: dict[int, dict[tuple[int, int], tuple[Service, Port]]] = defaultdict(dict)
        for at, service in enumerate(self.services):
            for index, port in enumerate(service.ports):
                for number in (port.host, port.container):
                    if number is not None:
                        found[number][at, index] = (service, port)
        return {number: tuple(held.values()) for number, held in found.items()}

    def named(self, name: str) -> Service | None:
        """Return the service that answers to `name`, if any."""
        return self.by_name.get(name)

    def owners(self, port: int) -> tuple[tuple[Service, Port], ...]:
        """Return who has `port`, on the host's or the container's side."""
        return self.by_port.get(port, ())

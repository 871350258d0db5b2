"""The registry as values. Every value knows its own place, so that a finding can point at it."""

from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Registry:
    """All registered services and ranges of one file, with what is wrong in it."""

    path: str
    version: str = ""
    ranges: tuple[Range, ...] = ()
    services: tuple[Service, ...] = ()
    networks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def named(self, name: str) -> Service | None:
        """Return the service that answers to `name`, if any."""
        return next((service for service in self.services if name in service.names), None)

    def owners(self, port: int) -> tuple[tuple[Service, Port], ...]:
        """Return who has `port`, on the host's or the container's side."""
        return tuple(
            (service, entry)
            for service in self.services
            for entry in service.ports
            if port in (entry.host, entry.container)
        )

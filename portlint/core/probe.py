"""What can be asked of live services: published ports, over HTTP where a check says how."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from portlint.core.addresses import GATEWAY, bound, encoded_path, on_host, ports_of
from portlint.core.offset import HIGHEST
from portlint.core.registry import Healthcheck, Port, Registry, Service

HTTP = frozenset(("", "http", "https"))
"""What a port speaks that may be asked for a page; nothing said counts as HTTP."""


class State(StrEnum):
    """What asking a port showed; an idle one's alternative answers in its place."""

    UP = "up"
    DOWN = "down"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Probe:
    """One port of the host that is asked.

    `path` is empty where a connection is all that is asked for; it holds ASCII alone. `expected`
    is the HTTP status that means health. `group` is the registry's `alternatives`, of which one
    that answers is enough; empty where the service has none. `variable` moves the port where it
    is set, as it does in Compose files; empty where nothing does.
    """

    service: str
    port_name: str
    host: str
    port: int
    path: str = ""
    expected: int = 0
    secure: bool = False
    group: str = ""
    variable: str = ""

    @property
    def title(self) -> str:
        """The service, and the port where it has a name."""
        return f"{self.service} {self.port_name}".rstrip()

    @property
    def scheme(self) -> str:
        """What stands before the host, empty where no page is asked for."""
        return f"http{'s' if self.secure else ''}://" if self.path else ""

    @property
    def url(self) -> str:
        """The address that is asked."""
        return f"{self.scheme}{self.host}:{self.port}{self.path}"


def probes(registry: Registry, *, inside: bool = False) -> tuple[Probe, ...]:
    """Return what can be asked, in the registry's order: on the host, or `inside` its networks.

    Left out are deprecated and external services, ports that cannot be asked from there, and what
    is not TCP: of these, silence says nothing.
    """
    return tuple(
        probe
        for service in registry.services
        if not service.deprecated and not service.external
        for probe in _of(service, inside=inside)
    )


def _of(service: Service, *, inside: bool) -> Iterator[Probe]:
    chosen = asked(service)
    for known in ports_of(service):
        port = known.port
        host, number = _place(service, port, inside=inside)
        if port.transport != "tcp" or number is None:
            continue
        variable = known.host_port if service.container and not inside else ""
        one = Probe(
            service.name, port.name, host, number, group=service.alternatives, variable=variable
        )
        check = service.healthcheck
        if port is not chosen or check is None:
            yield one
            continue
        secure = port.protocol == "https"
        yield replace(one, path=path_of(check), expected=check.expected, secure=secure)


def moved(asked: Sequence[Probe], variables: Mapping[str, str]) -> tuple[Probe, ...]:
    """Return probes of where the ports are by these variables.

    Raise ValueError, with a clause for the reader, where one of them holds no port.
    """
    return tuple(replace(one, port=_number(one, variables.get(one.variable, ""))) for one in asked)


def _number(probe: Probe, text: str) -> int:
    if not text:
        return probe.port
    if not (text.isascii() and text.isdigit()) or text[0] == "0" or int(text[:6]) > HIGHEST:
        message = f"{probe.variable} is {text!r}, which is no port"
        raise ValueError(message)
    return int(text)


def _place(service: Service, port: Port, *, inside: bool) -> tuple[str, int | None]:
    """Return the host and number at which a port is asked."""
    if not inside:
        return bound(port.host_ip), on_host(service, port)
    if service.container:
        return service.name, port.container
    return GATEWAY, on_host(service, port)


def asked(service: Service) -> Port | None:
    """Return the port that a health check asks: one that speaks HTTP, unnamed if possible.

    None where there is no check, or no port that speaks HTTP.
    """
    speaking = [port for port in service.ports if port.protocol in HTTP]
    if service.healthcheck is None:
        return None
    return min(speaking, key=lambda port: bool(port.name), default=None)


def path_of(check: Healthcheck) -> str:
    """Return the path and query of a health check, of which every sign may stand in a URL."""
    return encoded_path(check.endpoint, "?&")


def settled(probes: tuple[Probe, ...], up: tuple[bool, ...]) -> tuple[State, ...]:
    """Return the state of each probe, given which of them answered as they should."""
    groups = {probe.group for probe, answers in zip(probes, up, strict=True) if answers}
    return tuple(
        State.UP
        if answers
        else State.IDLE
        if probe.group and probe.group in groups
        else State.DOWN
        for probe, answers in zip(probes, up, strict=True)
    )

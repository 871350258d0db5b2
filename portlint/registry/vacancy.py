"""Which ports nobody has, and why a port cannot be had."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from portlint.core import Context, Fact, PortUse, Registry, Role
from portlint.core.checks import meet
from portlint.core.registry import Range
from portlint.core.tables import browser_blocked, reserved_at

Span = tuple[int, int]
"""First and last port, inclusive."""

TAKING = (Role.PUBLISH, Role.LISTEN, Role.DECLARE)


def taken(facts: Iterable[Fact]) -> Mapping[int, PortUse]:
    """Return the ports that a repository publishes, listens on or declares, with the first use."""
    found: dict[int, PortUse] = {}
    for use in (fact for fact in facts if isinstance(fact, PortUse)):
        if use.role in TAKING and use.context is not Context.COMMENT:
            found.setdefault(use.port, use)
    return found


def ranges_of(registry: Registry, stack: str) -> list[Range]:
    """Return what is set aside for a stack, in the order of the registry."""
    return [one for one in registry.ranges if one.name == stack]


def unused(spans: Sequence[Span], used: Iterable[int], registry: Registry | None) -> Iterator[int]:
    """Yield the free ports of some spans, lowest first in each."""
    owned = {
        port.host or port.container
        for service in (registry.services if registry else ())
        for port in service.ports
    }.union(used)
    for first, last in spans:
        for port in range(first, last + 1):
            if port not in owned and port not in browser_blocked() and not reserved_at(port):
                yield port


def owner(registry: Registry, port: int, transport: str, host_ip: str = "") -> str:
    """Return the service that publishes a port on an address that overlaps, empty for nobody."""
    for service in registry.services:
        for one in service.ports if not service.external else ():
            same = one.published == port and one.transport == transport
            if same and meet(one.host_ip, host_ip):
                return service.name
    return ""


def refusal(
    registry: Registry, port: int, transport: str, host_ip: str, used: Mapping[int, PortUse]
) -> str:
    """Return a clause on why a port of the host cannot be had; empty where it can."""
    if name := owner(registry, port, transport, host_ip):
        return f"{name} has {port}/{transport} already"
    if port in browser_blocked() and transport == "tcp":
        return f"browsers and fetch refuse {port} ({browser_blocked()[port]}): ERR_UNSAFE_PORT"
    if held := reserved_at(port):
        return f"{held.reason}, so that {port} may be taken when the service starts"
    if use := used.get(port):
        place = use.location.spot
        by = f" by {use.service}" if use.service else ""
        verb = {Role.PUBLISH: "published", Role.LISTEN: "listened on"}.get(use.role, "declared")
        return f"{port} is {verb}{by} already, and not registered ({place})"
    return ""

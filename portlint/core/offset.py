"""Published ports moved by one number, so that a second checkout runs beside the first."""

from collections.abc import Callable, Iterator, Mapping

from portlint.core.addresses import Named, addresses, named
from portlint.core.registry import Registry
from portlint.core.tables import browser_blocked, reserved_at

STEP = 100
HIGHEST = 65535
PREFIX = "NETWORK_PREFIX"
"""The variable that keeps the networks of one checkout apart from those of another."""


def published(registry: Registry) -> dict[str, int]:
    """Return the ports that containers publish, by the variable that moves each."""
    return {
        one.host_port: one.port.published
        for one in named(registry)
        if one.port.published and one.service.container and not one.service.external
    }


def offsets(ports: frozenset[int], taken: Callable[[int], bool]) -> Iterator[int]:
    """Yield each offset at which no port is registered, taken, reserved or refused by browsers."""
    for offset in range(STEP, HIGHEST - max(ports, default=0) + 1, STEP):
        moved = [port + offset for port in ports]
        if not any(one in ports or _kept(one) for one in moved) and not any(map(taken, moved)):
            yield offset


def _kept(port: int) -> bool:
    return port in browser_blocked() or reserved_at(port) is not None


def variables(registry: Registry, offset: int, project: str) -> Mapping[str, str]:
    """Return what a checkout's `.env` sets: its project, its networks, its ports, their URLs."""
    found = {"COMPOSE_PROJECT_NAME": project, PREFIX: f"{project}_"}
    moving = published(registry)
    for one in named(registry):
        if one.host_port in moving:
            found[one.host_port] = str(moving[one.host_port] + offset)
            found[one.url("host")] = _moved(one, offset)
    return found


def _moved(one: Named, offset: int) -> str:
    before, _, number = addresses(one.service, one.port).host.rpartition(":")
    return f"{before}:{int(number) + offset}"

"""Keep the kernel from lending registered ports to outgoing connections."""

from collections.abc import Iterable, Iterator

from portlint.core import Artifact, Comment, Option, Order, generator
from portlint.core.addresses import on_host

OPTIONS = (Option("path", "config/ports/90-portlint-ports.conf", "where the setting is written"),)

LONGEST = 4000
"""Characters of the list: the kernel reads 4,095 bytes of it, one page, and drops the rest
(`proc_do_large_bitmap` in kernel/sysctl.c)."""


@generator("sysctl", options=OPTIONS)
def sysctl(order: Order) -> Iterator[Artifact]:
    """The sysctl setting `net.ipv4.ip_local_reserved_ports`, for `/etc/sysctl.d`."""
    found = (
        on_host(service, port) for service in order.registry.services for port in service.ports
    )
    listed = reserved(number for number in found if number)
    yield Artifact(
        order.text("path"), f"net.ipv4.ip_local_reserved_ports = {listed}\n", Comment.HASH
    )


def reserved(ports: Iterable[int]) -> str:
    """Return ports as the kernel lists them: `80,4000-4005`.

    Where that is too long, the smallest gaps are reserved too.
    """
    spans = [(port, port) for port in sorted(set(ports))]
    gap = 1
    while True:
        spans = _joined(spans, gap)
        text = ",".join(f"{first}-{last}" if last > first else str(first) for first, last in spans)
        if len(text) <= LONGEST:
            return text
        gap += 1


def _joined(spans: list[tuple[int, int]], gap: int) -> list[tuple[int, int]]:
    """Join spans that lie no further apart than `gap`."""
    joined = spans[:1]
    for first, last in spans[1:]:
        if first - joined[-1][1] <= gap:
            joined[-1] = joined[-1][0], last
        else:
            joined.append((first, last))
    return joined

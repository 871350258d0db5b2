"""What a registry must fulfil, each check a pure function from a registry to its problems."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from portlint.core.registry import Port, Problem, Range, Registry, Service

ANYWHERE = frozenset(("", "0.0.0.0", "::", "[::]", "*"))  # noqa: S104  (names, not binds)
READING = ("syntax", "keys", "types", "ports", "ranges")
"""The checks that reading does; the others are below."""

Check = Callable[[Registry], Iterator[Problem]]


def conflicts(registry: Registry) -> Iterator[Problem]:
    """Find ports that two services publish: same transport, overlapping address, same number."""
    taken: dict[tuple[str, int], list[tuple[Service, Port]]] = defaultdict(list)
    for service in registry.services:
        for port in service.ports if not service.external else ():
            if port.host is None:
                continue
            for other, claimed in taken[port.transport, port.host]:
                if _clash(service, port, other, claimed):
                    whole = f"{port.host}/{port.transport}"
                    message = (
                        f"{service.name} and {other.name} both publish {whole}; "
                        f"{other.name} has it from line {claimed.location.line}"
                    )
                    yield Problem(port.location, "conflict", message)
                    break
            taken[port.transport, port.host].append((service, port))


def _clash(service: Service, port: Port, other: Service, claimed: Port) -> bool:
    if service.alternatives and service.alternatives == other.alternatives:
        return False
    return (
        port.host_ip in ANYWHERE or claimed.host_ip in ANYWHERE or port.host_ip == claimed.host_ip
    )


def doubles(registry: Registry) -> Iterator[Problem]:
    """Find names and aliases that two services answer to."""
    owners: dict[str, Service] = {}
    for service in registry.services:
        for name in sorted(service.names):
            other = owners.setdefault(name, service)
            if other is not service:
                message = f"{name} is registered twice; first on line {other.location.line}"
                yield Problem(service.location, "names", message)


def outside(registry: Registry) -> Iterator[Problem]:
    """Find published ports outside the range of their service's stack."""
    ranges = {span.name: span for span in registry.ranges}
    for service in registry.services:
        span = ranges.get(service.stack.name) if service.stack else None
        for port in service.ports if span and not service.external else ():
            if span and port.host is not None and port.host not in span:
                message = f"{service.name} publishes {port.host}, outside {_shown(span)}"
                yield Problem(port.location, "outside-range", message)


def overlaps(registry: Registry) -> Iterator[Problem]:
    """Find ranges that share ports without one being declared `within` the other."""
    spans = sorted(registry.ranges, key=lambda span: (span.first, -span.last, span.name))
    for index, span in enumerate(spans):
        for other in spans[index + 1 :]:
            if other.first > span.last:
                break
            if not (_nested(other, span) or _nested(span, other)):
                last = min(span.last, other.last)
                message = f"{_shown(span)} and {_shown(other)} share {other.first}-{last}"
                yield Problem(other.location, "range-overlap", message)


def _shown(span: Range) -> str:
    return f"{span.name} ({span.first}-{span.last})"


def _nested(inner: Range, outer: Range) -> bool:
    return inner.within == outer.name and outer.first <= inner.first and inner.last <= outer.last


def references(registry: Registry) -> Iterator[Problem]:
    """Find names that point at nothing, dependencies that run in a circle, and dead ends."""
    names = {name for service in registry.services for name in service.names}
    ranges = {span.name for span in registry.ranges}
    for service in registry.services:
        for reference in service.depends_on:
            if reference.name not in names:
                message = f"{service.name} depends on {reference.name}, which is not registered"
                yield Problem(reference.location, "references", message)
        for network in service.networks if registry.networks else ():
            if network.name not in registry.networks:
                message = f"{service.name} is in network {network.name}, which is not listed"
                yield Problem(network.location, "references", message)
        if service.stack and ranges and service.stack.name not in ranges:
            message = f"{service.name} is in stack {service.stack.name}, which has no range"
            yield Problem(service.stack.location, "references", message)
        yield from _replaced(service, names)
    yield from _circles(registry)


def _replaced(service: Service, names: set[str]) -> Iterator[Problem]:
    if service.replacement and service.replacement.name not in names:
        message = (
            f"{service.name} is replaced by {service.replacement.name}, which is not registered"
        )
        yield Problem(service.replacement.location, "references", message)
    elif service.deprecated and not service.replacement:
        message = f"{service.name} is deprecated, and nothing says what to use in its place"
        yield Problem(service.location, "references", message)


def _circles(registry: Registry) -> Iterator[Problem]:
    """Yield one problem for each dependency that leads back to where it came from."""
    after = {service.name: service for service in registry.services}
    done: set[str] = set()
    for start in registry.services:
        trail: list[str] = []
        stack = [(start.name, iter(start.depends_on))] if start.name not in done else []
        while stack:
            name, rest = stack[-1]
            if not trail or trail[-1] != name:
                trail.append(name)
            step = next(rest, None)
            if step is None:
                done.add(name)
                trail.pop()
                stack.pop()
            elif step.name in trail:
                circle = [*trail[trail.index(step.name) :], step.name]
                message = f"dependencies run in a circle: {' -> '.join(circle)}"
                yield Problem(step.location, "references", message)
            elif step.name in after and step.name not in done:
                stack.append((step.name, iter(after[step.name].depends_on)))


CHECKS: dict[str, Check] = {
    "names": doubles,
    "conflict": conflicts,
    "outside-range": outside,
    "range-overlap": overlaps,
    "references": references,
}


def results(registry: Registry) -> list[tuple[str, tuple[Problem, ...]]]:
    """Return every check by name with what it found; nothing found is a check passed."""
    read = [
        (name, tuple(problem for problem in registry.problems if problem.check == name))
        for name in READING
    ]
    return read + [(name, tuple(check(registry))) for name, check in CHECKS.items()]

"""What a registry must fulfil, each check a pure function from a registry to its problems."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from portlint.core.finding import Hit, Related
from portlint.core.references import references
from portlint.core.registry import Port, Problem, Range, Registry, Service

ANYWHERE = frozenset(("", "0.0.0.0", "::", "*"))  # noqa: S104  (names, not binds)
READING = ("syntax", "keys", "types", "ports", "ranges")
"""The checks that reading does; the others are below."""

Check = Callable[[Registry], Iterator[Problem]]
Claim = tuple[Service, Port]


def doubles(registry: Registry) -> Iterator[Problem]:
    """Find names and aliases that two services answer to."""
    for service in registry.services:
        for name in sorted(service.names):
            other = registry.by_name[name]
            if other is not service:
                message = f"{name} is registered twice; it is first on line {other.location.line}"
                first = Related(other.location, f"{name} is registered here")
                yield Problem(service.location, "names", message, name, related=(first,))


def conflicts(registry: Registry) -> Iterator[Problem]:
    """Find ports that two services publish: same transport, overlapping address, same number."""
    taken: dict[tuple[str, int], dict[str, dict[str, Claim]]] = defaultdict(dict)
    for service in registry.services:
        for port in service.ports if not service.external else ():
            if port.published is None:
                continue
            claims = taken[port.transport, port.published]
            if clash := _clash(claims, service, port):
                yield _conflict(service, port, *clash)
            claims.setdefault(_address(port.host_ip), {}).setdefault(
                service.alternatives, (service, port)
            )


def meet(one: str, other: str) -> bool:
    """Tell whether two addresses of the host overlap: both are one, or one of them is all."""
    left, right = _address(one), _address(other)
    return not left or not right or left == right


def _address(host_ip: str) -> str:
    address = host_ip.strip("[]")
    return "" if address in ANYWHERE else "127.0.0.1" if address == "localhost" else address


def _clash(claims: dict[str, dict[str, Claim]], service: Service, port: Port) -> Claim | None:
    """Return who has the port already; a group of alternatives shares it among its services."""
    address = _address(port.host_ip)
    for other in (address, "") if address else claims:
        for group, claim in claims.get(other, {}).items():
            if not group or group != service.alternatives or claim[0] is service:
                return claim
    return None


def _conflict(service: Service, port: Port, other: Service, claimed: Port) -> Problem:
    number = f"{port.published}/{port.transport}"
    message = (
        f"{service.name} publishes {number} twice"
        if service is other
        else f"{service.name} and {other.name} both publish {number}"
    )
    first = Related(claimed.location, f"{other.name} has it here")
    return Problem(
        port.location, "conflict", message, service.name, port.published, related=(first,)
    )


def outside(registry: Registry) -> Iterator[Problem]:
    """Find published ports outside the range of their service's stack.

    One that an alternative has within its own stack's range is where the two share it.
    """
    ranges = _by_name(registry.ranges)
    shared = {
        (service.alternatives, port.published)
        for service in registry.services
        for port in (service.ports if service.alternatives else ())
        if service.stack
        and port.published is not None
        and any(port.published in span for span in ranges.get(service.stack.name, ()))
    }
    for service in registry.services:
        spans = ranges.get(service.stack.name, []) if service.stack else []
        if not spans or service.external:
            continue
        for port in service.ports:
            number = port.published
            if number is None or any(number in span for span in spans):
                continue
            if (service.alternatives, number) not in shared:
                span = spans[0]
                message = f"{service.name} publishes {number}, outside its stack's {_all(spans)}"
                place = Related(span.location, f"{_all(spans)} is set aside here")
                yield Problem(
                    port.location, "outside-range", message, service.name, number, (place,)
                )


def _by_name(ranges: Iterable[Range]) -> dict[str, list[Range]]:
    found: dict[str, list[Range]] = defaultdict(list)
    for span in ranges:
        found[span.name].append(span)
    return found


def _all(spans: list[Range]) -> str:
    """Write the ranges of one name together: `telegram (4000-4099, 5434)`."""
    return f"{spans[0].name} ({', '.join(_written(one.first, one.last) for one in spans)})"


def overlaps(registry: Registry) -> Iterator[Problem]:
    """Find ranges that share ports without one being declared `within` the other."""
    ranges = {span.name: span for span in registry.ranges}
    named = _by_name(registry.ranges)
    for span in registry.ranges:
        outer = named.get(span.within)
        if outer and not any(one.first <= span.first and span.last <= one.last for one in outer):
            message = f"{span} is declared within {_all(outer)}, but runs outside it"
            yield Problem(span.location, "range-overlap", message)
    met: list[Range] = []
    for span in sorted(registry.ranges, key=lambda span: (span.first, -span.last, span.name)):
        met = [other for other in met if other.last >= span.first]
        related = _family(span, ranges)
        for other in met:
            if other.name not in related and span.name not in _family(other, ranges):
                last = min(span.last, other.last)
                shared = _written(span.first, last)
                message = f"{other} and {span} share {shared}"
                place = Related(other.location, f"{other} is set aside here")
                yield Problem(span.location, "range-overlap", message, related=(place,))
                break
        met.append(span)


def _family(span: Range, ranges: dict[str, Range]) -> set[str]:
    """Return the names of the ranges that hold this one on purpose, outwards."""
    names: set[str] = set()
    while span.within and span.within not in names:
        names.add(span.within)
        span = ranges.get(span.within, span)
    return names


def _written(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


CHECKS: dict[str, Check] = {
    "names": doubles,
    "conflict": conflicts,
    "outside-range": outside,
    "range-overlap": overlaps,
    "references": references,
}


def hits(problems: Iterable[Problem]) -> Iterator[Hit]:
    """Turn problems into hits of the rules that report them."""
    for one in problems:
        yield Hit(
            one.location,
            port=one.port,
            service=one.service,
            related=one.related,
            problem=one.message,
        )


def results(registry: Registry) -> list[tuple[str, tuple[Problem, ...]]]:
    """Return every check by name with what it found; nothing found is a check passed."""
    read = [
        (name, tuple(problem for problem in registry.problems if problem.check == name))
        for name in READING
    ]
    return read + [(name, tuple(check(registry))) for name, check in CHECKS.items()]

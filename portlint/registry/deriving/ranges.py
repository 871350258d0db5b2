"""Ranges for the stacks: around the ports that they have, with a fifth left free."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portlint.core.tables import browser_blocked, reserved_at
from portlint.registry.deriving.draft import Draft

Span = tuple[int, int]
NEAR = 50
"""How far apart two ports of one range may be."""

SYSTEM = 1024
"""Below this a range holds what is there, and nothing around it."""

FRESH, WIDTH = 4000, 20
"""Where the range of a stack that has no port of its own is looked for, and how wide it is."""

HIGHEST = 65535


@dataclass(frozen=True, slots=True)
class _Run:
    """Ports of one stack with nobody else's between them."""

    family: str
    ports: tuple[int, ...]


def ranges(drafts: Sequence[Draft]) -> dict[str, tuple[Span, ...]]:
    """Return the ranges of every stack, lowest port first; none where none publishes."""
    owners = dict(_owners(drafts))
    if not owners:
        return {}
    found: dict[str, list[Span]] = {draft.family: [] for draft in drafts}
    runs = list(_runs(owners))
    end = 0
    for run, following in pairwise([*runs, None]):
        if run:
            limit = following.ports[0] - 1 if following else HIGHEST
            span = _around(run.ports, end + 1, limit)
            found[run.family].append(span)
            end = span[1]
    used: dict[str, int] = defaultdict(int)
    for family in owners.values():
        used[family] += 1
    for family, spans in found.items():
        width = sum(last - first + 1 for first, last in spans)
        if used[family] * 5 > width * 4 or not spans:
            held = [span for own in found.values() for span in own]
            if fresh := _fresh(held):
                spans.append(fresh)
    ordered = sorted((tuple(sorted(spans)), family) for family, spans in found.items() if spans)
    return {family: spans for spans, family in ordered}


def _owners(drafts: Iterable[Draft]) -> Iterator[tuple[int, str]]:
    """Yield every published port, lowest first, with the first stack that has it."""
    first: dict[int, str] = {}
    for draft in drafts:
        for port in draft.published:
            if port.host is not None:
                first.setdefault(port.host, draft.family)
    yield from sorted(first.items())


def _runs(owners: dict[int, str]) -> Iterator[_Run]:
    ports: list[int] = []
    for port, family in owners.items():
        if ports and (family != owners[ports[-1]] or port - ports[-1] > NEAR or port < SYSTEM):
            yield _Run(owners[ports[-1]], tuple(ports))
            ports = []
        ports.append(port)
    if ports:
        yield _Run(owners[ports[-1]], tuple(ports))


def _around(ports: tuple[int, ...], least: int, most: int) -> Span:
    """Return whole tens around some ports, a fifth of them free, between two bounds."""
    first, last = ports[0], ports[-1]
    if last < SYSTEM:
        return first, last
    start, end = max(first - first % 10, min(first, SYSTEM)), last - last % 10 + 9
    while len(ports) * 5 > (end - start + 1) * 4:
        end += 10
    return max(start, least), max(last, min(end, most, HIGHEST))


def _fresh(held: Sequence[Span]) -> Span | None:
    """Return the first stretch that nobody has, browsers take, and no system hands out."""
    for start in range(FRESH, HIGHEST - WIDTH, WIDTH):
        end = start + WIDTH - 1
        clear = all(last < start or end < first for first, last in held)
        ports = range(start, end + 1)
        if clear and not any(port in browser_blocked() or reserved_at(port) for port in ports):
            return start, end
    return None

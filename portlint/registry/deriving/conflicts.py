"""One port of the host, claimed twice: by what never runs together, or by a mistake."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from portlint.core.checks import meet
from portlint.registry.deriving.draft import Aside, Draft, DraftPort

Claim = tuple[int, DraftPort]
"""The index of a draft, and a port that it publishes."""


def settled(drafts: Sequence[Draft]) -> tuple[list[Draft], list[Aside]]:
    """Return drafts of which no two claim one port, and what a person must decide.

    Services that start together: the second keeps its container's side alone. Services of
    different files, or of profiles: they become alternatives, which is true as long as both say
    the same port.
    """
    found = list(drafts)
    decisions: list[Aside] = []
    shared: dict[int, dict[int, DraftPort]] = defaultdict(dict)
    for (first, held), (second, port) in _clashes(drafts):
        one, other = drafts[first], drafts[second]
        if held not in found[first].ports or port not in found[second].ports:
            continue
        optional = one.optional or other.optional
        if not optional and not {*held.groups}.isdisjoint(port.groups):
            found[second] = _without(found[second], port, _decide(one, held, port))
            reason = f"{one.name} ({held.location.spot}) publishes it too"
            subject = f"{other.name}: {port.host}/{port.transport}"
            decisions.append(Aside(port.location, subject, f"{reason}, and both start together"))
        else:
            shared[first][second] = port
    for members in _groups(shared):
        label = found[members[0]].name
        for member in members:
            own = [port for first in shared for at, port in shared[first].items() if at == member]
            found[member] = replace(found[member], alternatives=label)
            if own:
                meant = found[member].family == found[members[0]].family
                found[member] = _remarked(found[member], own[0], label, meant=meant)
                subject = f"{found[member].name}: {own[0].host}/{own[0].transport}"
                reason = f"{label} publishes it too: move one, or keep them alternatives"
                decisions += [] if meant else [Aside(own[0].location, subject, reason)]
    return found, decisions


def _clashes(drafts: Sequence[Draft]) -> Iterator[tuple[Claim, Claim]]:
    """Yield each claim that overlaps with an earlier one, beside the first of those."""
    taken: dict[tuple[str, int], list[Claim]] = defaultdict(list)
    for at, draft in enumerate(drafts):
        for port in draft.published:
            if port.host is None:
                continue
            claims = taken[port.transport, port.host]
            for claim in claims:
                if claim[0] != at and meet(claim[1].host_ip, port.host_ip):
                    yield claim, (at, port)
            claims.append((at, port))


def _without(draft: Draft, port: DraftPort, doubt: str) -> Draft:
    """Keep a port off the host; its variable would be held against the container's side."""
    ports = (replace(own, host=None, doubt=doubt) if own == port else own for own in draft.ports)
    env = "" if len(draft.ports) == 1 else draft.env
    return replace(draft, ports=tuple(ports), env=env)


def _decide(one: Draft, held: DraftPort, port: DraftPort) -> str:
    place = held.location.spot
    return f"DECIDE: its files publish {port.host}, which {one.name} has ({place})"


def _remarked(draft: Draft, port: DraftPort, label: str, *, meant: bool) -> Draft:
    """Say what alternatives share; `meant` where they are variants of one stack."""
    remark = (
        f"It stands in for {label}: both publish {port.host}, and their files never run together."
        if meant
        else f"DECIDE: {label} publishes {port.host} too, so the two cannot run on one host at a "
        "time. Move one of them, or keep `alternatives` if that is meant."
    )
    return replace(draft, remarks=(*draft.remarks, remark))


def _groups(shared: dict[int, dict[int, DraftPort]]) -> Iterator[list[int]]:
    """Yield the indices of the services that are tied by shared ports, each once."""
    near: dict[int, set[int]] = defaultdict(set)
    for first, others in shared.items():
        for other in others:
            near[first].add(other)
            near[other].add(first)
    done: set[int] = set()
    for start in sorted(near):
        waiting, members = [start], set()
        while waiting:
            at = waiting.pop()
            if at not in done:
                done.add(at)
                members.add(at)
                waiting.extend(near[at])
        if members:
            yield sorted(members)

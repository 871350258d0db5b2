"""Every port that a stack puts on its host, and those that two of its containers both want."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from portlint.core import Location, Project
from portlint.core.judgement import runs
from portlint.deployment.model import Publication, Service, Span, Stack
from portlint.deployment.stacks import stacks_of

BRIDGED = frozenset(("", "bridge", "default"))
"""Network modes under which ports are published at all."""

MOST = 200
"""Claims that one is held against; more at one port are written to be endless."""

LONG = 20
MENU = 5
"""Of so many services, so many that cannot run beside another: people pick some."""

HIGHEST = 65_535


@dataclass(frozen=True, slots=True)
class Claim:
    """A port that a service puts on the host."""

    stack: Stack
    service: Service
    publication: Publication

    @property
    def span(self) -> Span:
        """The ports of the host; (0, 0) where the engine picks one."""
        return self.publication.published or (0, 0)

    @property
    def picks(self) -> bool:
        """Tell whether the engine picks one free port of several."""
        target = self.publication.target
        return self.span == (0, 0) or (target[0] == target[1] and self.span[0] != self.span[1])


@dataclass(frozen=True, slots=True)
class Collision:
    """Two claims of one stack on one port; `profile` must be on for it, empty where none must."""

    first: Claim
    second: Claim
    port: int
    profile: str = ""


def claims(project: Project) -> Iterator[Claim]:
    """Yield what is published by files that run, each entry once, however many stacks hold it."""
    seen = set()
    for stack in stacks_of(project):
        for claim in claims_of(stack):
            if claim.publication.location not in seen:
                seen.add(claim.publication.location)
                yield claim


def claims_of(stack: Stack) -> Iterator[Claim]:
    """Yield what the services of one stack publish."""
    for service in stack.services.values():
        for one in service.ports:
            if service.network_mode in BRIDGED and runs(one.location.path):
                yield Claim(stack, service, one)


def collisions(stack: Stack) -> tuple[Collision, ...]:
    """Return each two claims on one port of the host that cannot both be met, each claim once.

    None in a long stack in which many services collide by different variables: that is a menu from
    which people pick, and never runs whole.
    """
    found = tuple(_all(stack))
    moved = [one for one in found if _is_moved(one)]
    services = {one.second.service.name for one in moved}
    return () if len(stack.services) >= LONG and len(services) >= MENU else found


def _is_moved(one: Collision) -> bool:
    """Tell whether each side has a variable of its own."""
    mine, theirs = _variables(one.first), _variables(one.second)
    return bool(mine and theirs) and mine != theirs


def _variables(claim: Claim) -> set[str]:
    words = claim.publication.words
    return {origin.variable for one in words for origin in one.origins}


def _all(stack: Stack) -> Iterator[Collision]:
    by_transport: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims_of(stack):
        if claim.publication.known and not claim.picks:
            by_transport[claim.publication.transport].append(claim)
    for found in by_transport.values():
        yield from _swept(sorted(found, key=lambda one: one.span[0]))


def _swept(ordered: Iterable[Claim]) -> Iterator[Collision]:
    open_: list[Claim] = []
    for claim in ordered:
        open_ = [one for one in open_ if one.span[1] >= claim.span[0]][:MOST]
        other = next((one for one in open_ if _meet(one, claim)), None)
        if other:
            first, second = sorted((other, claim), key=_order)
            yield Collision(first, second, claim.span[0], _profile(first, second))
        open_.append(claim)


def _order(claim: Claim) -> tuple[int, Location]:
    """Sort by the files as Compose reads them, then by place."""
    files, place = claim.stack.files, claim.publication.location
    return files.index(place.path) if place.path in files else len(files), place


def _meet(one: Claim, other: Claim) -> bool:
    """Tell whether two claims whose ports overlap meet on an address, and run together."""
    mine, theirs = set(one.service.profiles), set(other.service.profiles)
    apart = bool(mine and theirs) and mine.isdisjoint(theirs)
    return not apart and not _appended(one, other) and _overlap(one, other)


def _appended(one: Claim, other: Claim) -> bool:
    """Tell whether one is the other's, written anew in another file: PRT302 speaks of those."""
    return (
        one.service.name == other.service.name
        and one.publication.target == other.publication.target
        and one.publication.location.path != other.publication.location.path
    )


def _profile(first: Claim, second: Claim) -> str:
    """Return the profile without which only one of the two runs, empty where both do."""
    mine, theirs = first.service.profiles, second.service.profiles
    return "" if bool(mine) == bool(theirs) else (*mine, *theirs)[0]


def _overlap(one: Claim, other: Claim) -> bool:
    """Tell whether two host addresses share one: no address is every one of both families."""
    mine, theirs = one.publication.host_ip, other.publication.host_ip
    if not mine or not theirs or mine == theirs:
        return True
    first, second = _address(mine), _address(theirs)
    if first is None or second is None or first.version != second.version:
        return False
    return first == second or first.is_unspecified or second.is_unspecified


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def multiplied(stack: Stack) -> Iterator[Claim]:
    """Yield fixed ports of services that run several times on one host."""
    swarm = any(service.swarm for service in stack.services.values())
    for claim in () if swarm or _of_swarm(stack) else claims_of(stack):
        room = claim.span[1] - claim.span[0] + 1 if claim.picks else 1
        fixed = claim.publication.published is not None and claim.publication.known
        if fixed and claim.service.replicas > room:
            yield claim


def _of_swarm(stack: Stack) -> bool:
    """Tell whether a file's name or a network says that the stack is a swarm's."""
    names = (path.rpartition("/")[2].lower() for path in stack.files)
    overlay = any(network.driver == "overlay" for network in stack.networks.values())
    return overlay or any("swarm" in name or "stack" in name for name in names)


def claimed(stack: Stack) -> list[Span]:
    """Return the ports that a stack claims, in order, as spans with a free port between them."""
    found: list[Span] = []
    for first, last in sorted(claim.span for claim in claims_of(stack)):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def free_port(taken: list[Span], after: int) -> int | None:
    """Return the next port that is not `claimed`."""
    port = after + 1
    at = bisect_right(taken, (port, HIGHEST)) - 1
    if at >= 0 and taken[at][1] >= port:
        port = taken[at][1] + 1
    return port if port <= HIGHEST else None

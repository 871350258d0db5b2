"""A small system made at random, which knows by its making who reaches whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.containers.system import Outcome

NAMES = "api web auth billing catalog gateway inventory mailer orders search store worker".split()
NETWORKS = "front back data".split()
COMMON = (3000, 5000, 8000, 8080)
STORES = {"postgres": ("postgres:16-alpine", 5432), "redis": ("redis:7-alpine", 6379)}
MACHINE = "host.docker.internal"
OUTER = range(21000, 21800)
LOOPBACKS = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class House:
    """One service: where it listens, what the host offers of it, and what it is called where.

    `how` says how its port can be known: `flag`, `variable`, `image` (a store's) or `built`.
    """

    name: str
    how: str
    port: int
    published: int | None
    host_ip: str
    networks: tuple[str, ...]
    alias: str
    container_name: str
    told: bool
    """Whether it has an entry for the machine."""

    def names(self, network: str) -> frozenset[str]:
        """Return what it answers to in one network."""
        own = {self.name, self.container_name}
        if self.networks and network == self.networks[0]:
            own.add(self.alias)
        return frozenset(own - {""})


@dataclass(frozen=True, slots=True)
class Town:
    """All services of a system; `networks` are empty where all live in the default one."""

    houses: tuple[House, ...]
    networks: tuple[str, ...]

    def outcome(self, caller: House | None, host: str, port: int) -> Outcome:
        """Say how a call ends, from a service or (None) from the machine itself."""
        if caller is None:
            return _heard(any(one.published == port for one in self.houses))
        if host in LOOPBACKS:
            return _heard(caller.port == port)
        if host == MACHINE:
            return self._of_machine(caller, port)
        known = [one for one in self.houses if host in self._names(caller, one)]
        if not known:
            return Outcome.UNKNOWN
        return _heard(known[0].port == port)

    def apart(self, caller: House, other: House) -> bool:
        return not _shared(caller, other)

    def elsewhere(self, port: int) -> bool:
        """Tell whether the machine has a port's service: as that very port, or as another.

        Of any other port no file can say whether something listens there.
        """
        return any(one.published and port in (one.port, one.published) for one in self.houses)

    def _of_machine(self, caller: House, port: int) -> Outcome:
        if not caller.told:
            return Outcome.UNKNOWN
        return _heard(any(o.published == port and not o.host_ip for o in self.houses))

    def _names(self, caller: House, other: House) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        return found.union(*(other.names(network) for network in _shared(caller, other)))


def _shared(one: House, other: House) -> Sequence[str]:
    if not one.networks:
        return ("default",)
    return [network for network in one.networks if network in other.networks]


def _heard(listened: bool) -> Outcome:  # noqa: FBT001
    return Outcome.REACHED if listened else Outcome.REFUSED


def town(random: Random) -> Town:
    """Make three to six services, in one network or in several."""
    names = random.sample(NAMES, random.randint(3, 6))
    networks = tuple(random.sample(NETWORKS, 2)) if random.random() < 0.4 else ()
    free = {*OUTER, *COMMON, *range(4000, 6400)}
    return Town(tuple(house(random, name, networks, free) for name in names), networks)


def house(random: Random, name: str, networks: Sequence[str], free: set[int]) -> House:
    """Make a service; the port that it publishes is taken out of those that are free."""
    how = random.choice(("flag", "flag", "variable", "built", "image"))
    port = random.choice((*COMMON, *random.sample(range(4000, 5000), 6)))
    if how == "image":
        name, (_, port) = f"{name}-{(store := random.choice(list(STORES)))}", STORES[store]
    published = random.choice((None, port, *random.sample(OUTER, 2)))
    published = published if published in free else None
    free.discard(published or 0)
    joined = random.sample(networks, random.randint(1, len(networks))) if networks else ()
    return House(
        name,
        how,
        port,
        published,
        "127.0.0.1" if published and random.random() < 0.15 else "",
        tuple(joined),
        f"{name}-internal" if joined and random.random() < 0.3 else "",
        f"the-{name}" if random.random() < 0.15 else "",
        random.random() < 0.3,
    )

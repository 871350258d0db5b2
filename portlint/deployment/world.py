"""Which name means which service, from where: all stacks, joined by the networks they share."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from portlint.deployment.heard import LONGEST, Heard, together
from portlint.deployment.model import Publication, Service, Stack

CHAIN = 8
"""How many services may hand on one another's network namespace."""

Named = tuple[Service, str]
"""A service, and the network in which alone a name is its own; empty for every network."""

Hear = Callable[[Stack, Service], Heard]
"""What says on which ports one service is heard."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A service that a name means; `shared` are the networks that both are in, by key."""

    stack: Stack
    service: Service
    heard: Heard
    shared: tuple[str, ...] = ()
    external: bool = False

    @property
    def reached(self) -> bool:
        """Tell whether the two are in one network."""
        return bool(self.shared)


@dataclass(frozen=True, slots=True)
class Town:
    """One stack, with the names of its services and what is heard in each one's namespace.

    `namespaces` holds, by service, the services that share its network namespace and `localhost`;
    `holders` the services that are proven to listen on a port, or publish it; `published` those
    that publish it.
    """

    stack: Stack
    names: Mapping[str, tuple[Named, ...]]
    namespaces: Mapping[str, tuple[Service, ...]]
    heard: Mapping[str, Heard]
    holders: Mapping[int, tuple[Service, ...]]
    published: Mapping[int, tuple[tuple[Service, Publication], ...]]

    def peers(self, service: Service, host: str) -> Iterator[Peer]:
        """Yield the services of this stack that a host means to one of them."""
        mine = {one.name for one in self.namespaces[service.name][0].networks}
        linked = {alias.lower(): target for target, alias in service.links}
        named = self.names.get(host, ())
        if host in linked and linked[host] in self.stack.services:
            named = (*named, (self.stack.services[linked[host]], ""))
        for other, only in named:
            theirs = {one.name for one in other.networks}
            both = mine & ({only} if only else theirs)
            outer = any(is_external(self.stack, key) for key in (*mine, *theirs))
            yield Peer(self.stack, other, self.heard[other.name], tuple(sorted(both)), outer)


@dataclass(frozen=True, slots=True)
class World:
    """All stacks, and who is in the networks that the engine knows by one name.

    `offered` are the ports that some stack publishes on the host.
    """

    towns: tuple[Town, ...]
    outside: Mapping[tuple[str, str], tuple[tuple[Town, Service], ...]]
    offered: frozenset[int]

    def peers(self, town: Town, service: Service, host: str) -> tuple[Peer, ...]:
        """Return the services that a host means to a service: its own stack's, else others'."""
        own = tuple(town.peers(service, host.lower()))
        return own or tuple(self._others(town, service, host.lower()))

    def _others(self, town: Town, service: Service, host: str) -> Iterator[Peer]:
        for attached in service.networks:
            name = engine_name(town.stack, attached.name)
            for other, found in self.outside.get((name, host), ()):
                if other is not town:
                    hears = other.heard[found.name]
                    yield Peer(other.stack, found, hears, (attached.name,), external=True)


def world(stacks: Iterable[Stack], hear: Hear) -> World:
    """Join stacks by the names that their networks have to the engine."""
    towns = tuple(_town(stack, hear) for stack in stacks)
    outside: dict[tuple[str, str], list[tuple[Town, Service]]] = defaultdict(list)
    for town in towns:
        for service in town.stack.services.values():
            for attached in service.networks:
                name = engine_name(town.stack, attached.name)
                for alias in {*service.names, *attached.called}:
                    outside[name, alias.lower()].append((town, service))
    offered = frozenset(port for town in towns for port in town.published)
    return World(towns, {key: tuple(found) for key, found in outside.items()}, offered)


def _town(stack: Stack, hear: Hear) -> Town:
    names: dict[str, list[Named]] = defaultdict(list)
    groups: dict[str, list[Service]] = defaultdict(list)
    for service in stack.services.values():
        groups[_root(stack, service)].append(service)
        for name in service.names:
            names[name.lower()].append((service, ""))
        for attached in service.networks:
            for alias in attached.called:
                names[alias.lower()].append((service, attached.name))
    heard = {root: together(hear(stack, one) for one in group) for root, group in groups.items()}
    roots = {name: _root(stack, service) for name, service in stack.services.items()}
    return Town(
        stack,
        {name: tuple(found) for name, found in names.items()},
        {name: tuple(groups[root]) for name, root in roots.items()},
        {name: heard[root] for name, root in roots.items()},
        _holders(stack, {name: heard[root] for name, root in roots.items()}),
        _published(stack),
    )


def _published(stack: Stack) -> dict[int, tuple[tuple[Service, Publication], ...]]:
    found: dict[int, list[tuple[Service, Publication]]] = defaultdict(list)
    for service in stack.services.values():
        for one in service.ports:
            first, last = one.published or (1, 0)
            for port in range(first, min(last, first + LONGEST) + 1):
                found[port].append((service, one))
    return {port: tuple(offers) for port, offers in found.items()}


def _holders(stack: Stack, heard: Mapping[str, Heard]) -> dict[int, tuple[Service, ...]]:
    found: dict[int, dict[str, Service]] = defaultdict(dict)
    for service in stack.services.values():
        for port in heard[service.name].proven:
            found[port][service.name] = service
    for port, offers in _published(stack).items():
        for service, _ in offers:
            found[port][service.name] = service
    return {port: tuple(services.values()) for port, services in found.items()}


def _root(stack: Stack, service: Service) -> str:
    """Return the service whose network namespace a service is in: its own, mostly."""
    for _ in range(CHAIN):
        kind, _, name = service.network_mode.partition(":")
        below = stack.services.get(name) if kind == "service" else None
        if below is None:
            break
        service = below
    return service.name


def engine_name(stack: Stack, key: str) -> str:
    """Return what the engine calls a network: its own name, or the stack's name and its key."""
    network = stack.networks.get(key)
    return network.name if network and network.name else f"{stack.name}_{key}"


def is_external(stack: Stack, key: str) -> bool:
    """Tell whether a network of a stack is made by somebody else."""
    network = stack.networks.get(key)
    return network is not None and network.external

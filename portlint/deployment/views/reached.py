"""Whom a call that nothing speaks against reaches, with what proves that they listen there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portlint.core import Location, Project, Registry
from portlint.core.judgement import runs
from portlint.deployment.connections import connections
from portlint.deployment.heard import LOOPBACK, Evidence
from portlint.deployment.kubernetes import Cluster, cluster_of
from portlint.deployment.model import Service, Stack
from portlint.deployment.reference import Reference
from portlint.deployment.resolver import GATEWAYS
from portlint.deployment.viewpoint import Viewpoint
from portlint.deployment.world import Town, World


@dataclass(frozen=True, slots=True)
class Reach:
    """Who answers (empty where nobody is known to), why, and where that and the service stand."""

    target: str = ""
    clause: str = ""
    evidence: Location | None = None
    declared: Location | None = None


@dataclass(frozen=True, slots=True)
class Streets:
    """All that may be reached: stacks, the cluster, and what the registry puts on the host.

    `world` holds the stacks that are in use, and `towns` all of them, by their stack's identity.
    """

    world: World
    towns: Mapping[int, Town]
    cluster: Cluster
    registry: Registry | None = None

    @classmethod
    def of(cls, project: Project) -> "Streets":
        """Join what a project deploys."""
        known = connections(project).world
        towns = {id(town.stack): town for town in known.towns}
        return cls(in_use(known), towns, cluster_of(project), project.registry)

    def town(self, stack: Stack) -> Town | None:
        """Return the town of a Compose stack; a pod has none."""
        return self.towns.get(id(stack))

    def reached(self, reference: Reference) -> Reach:
        """Return who answers a call."""
        host, town = reference.host.lower(), self.town(reference.stack)
        if town is None:
            return self._in_cluster(reference)
        outside = reference.viewpoint is not Viewpoint.CONTAINER
        outside = outside or reference.service.network_mode == "host"
        if host in GATEWAYS or (host in LOOPBACK and outside):
            return self._on_host(town, reference)
        if host in LOOPBACK:
            return _itself(town, reference)
        return self._by_name(town, reference)

    def _on_host(self, town: Town, reference: Reference) -> Reach:
        port = reference.port or 0
        for one in (town, *self.world.towns):
            for service, offer in one.published.get(port, ()):
                clause = f"{service.name} publishes {port}, which leads to {offer.behind(port)}"
                return Reach(service.name, clause, offer.location, service.location)
            for service in one.stack.services.values():
                found = one.heard[service.name].ports.get(port)
                if service.network_mode == "host" and found:
                    return Reach(service.name, found.clause, found.location, service.location)
        for owner, entry in self.registry.owners(port) if self.registry else ():
            if not owner.container and port in (entry.host, entry.container):
                clause = f"{owner.name} runs on the host by the registry"
                return Reach(owner.name, clause, entry.location, owner.location)
        return Reach(clause=f"nothing that is known has {port} on the host")

    def _by_name(self, town: Town, reference: Reference) -> Reach:
        port = reference.port
        named = self.world.peers(town, reference.service, reference.host)
        peers = sorted(named, key=lambda one: not runs(one.service.location.path))
        for peer in peers:
            service, found = peer.service, peer.heard.ports.get(port or 0)
            if found and is_own(service, found):
                return Reach(service.name, found.clause, found.location, service.location)
        if peers:
            name = peers[0].service.name
            silent = f"{name} is in reach, and nothing says that it listens on {port}"
            return Reach(clause=silent if port else f"{name} is in reach; no port is written")
        return Reach(clause="no service of the repository has that name")

    def _in_cluster(self, reference: Reference) -> Reach:
        """Return the Service that answers; of localhost in a pod nothing is said."""
        name, _, rest = reference.host.partition(".")
        path = reference.service.location.path
        namespace = rest.partition(".")[0]
        for service in self.cluster.services_of(path, name, namespace):
            for one in service.ports:
                if one.port is not None and one.port == reference.port:
                    clause = f"the Service {name} has {one.port}, which leads to {one.target.text}"
                    return Reach(name, clause, one.location, service.object.location)
        return Reach(clause="nothing that is known answers there")


def in_use(world: World) -> World:
    """Leave out the stacks of backups, tests and templates."""
    towns = tuple(one for one in world.towns if all(map(runs, one.stack.files)))
    return replace(world, towns=towns)


def is_own(service: Service, evidence: Evidence) -> bool:
    """Tell whether evidence is a service's own: what an env file hints at may be another's."""
    return evidence.proof or evidence.location.path == service.location.path


def _itself(town: Town, reference: Reference) -> Reach:
    service, port = reference.service, reference.port or 0
    own = town.heard[service.name]
    found = own.ports.get(port) or own.local.get(port)
    if found and is_own(service, found):
        return Reach(service.name, found.clause, found.location, service.location)
    return Reach(clause=f"nothing that is known listens on {port} in that container")

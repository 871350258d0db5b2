"""What each reference reaches from where it is read, or why it cannot: the one place that says."""

from dataclasses import dataclass

from portlint.core import Registry
from portlint.deployment.answer import Answer
from portlint.deployment.by_host import from_outside, through_gateway
from portlint.deployment.by_loopback import on_loopback
from portlint.deployment.by_name import by_name, by_name_from_host
from portlint.deployment.corroboration import runs_browser
from portlint.deployment.heard import LOOPBACK
from portlint.deployment.reference import Reference
from portlint.deployment.viewpoint import Viewpoint
from portlint.deployment.world import Town, World

GATEWAYS = frozenset(
    ("host.docker.internal", "gateway.docker.internal", "host.containers.internal")
)
"""Names of the host, as a container calls it."""


@dataclass(frozen=True, slots=True)
class Resolver:
    """Everything that an answer is made from.

    `listened` are the ports that code or settings of the repository listen on, whoever runs them;
    `desktop` says that containers run where the host's name is known without being told.
    """

    world: World
    registry: Registry | None = None
    listened: frozenset[int] = frozenset()
    desktop: bool = False

    def answers(self, town: Town, reference: Reference) -> tuple[Answer, ...]:
        """Return what is wrong with a reference; one Answer without a cause where nothing is."""
        return tuple(self._answers(town, reference)) or (Answer(reference),)

    def _answers(self, town: Town, reference: Reference) -> tuple[Answer, ...]:
        host, service = reference.host.lower(), reference.service
        on_host = service.network_mode == "host" or reference.viewpoint is Viewpoint.HOST
        if reference.viewpoint is Viewpoint.NOBODY or not service.networked:
            return ()
        if host in GATEWAYS:
            known = self.desktop or on_host or reference.viewpoint is Viewpoint.BROWSER
            return tuple(through_gateway(town, reference, self.listened, known=known))
        outside = reference.viewpoint is Viewpoint.BROWSER and not runs_browser(service)
        if host in LOOPBACK and (on_host or outside):
            return tuple(from_outside(town, reference, self.listened))
        if host in LOOPBACK:
            shut = reference.port not in self.world.offered | self.listened
            return tuple(on_loopback(town, reference, self.registry, shut=shut))
        if on_host:
            return tuple(by_name_from_host(town, reference))
        return tuple(by_name(self.world, town, reference))

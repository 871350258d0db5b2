from collections.abc import Iterator

from portlint.core import Hit, Project, Related, Severity, Tier, rule
from portlint.core.location import Location
from portlint.deployment.answer import Cause
from portlint.deployment.connections import connections
from portlint.deployment.heard import Evidence
from portlint.deployment.model import Service
from portlint.deployment.world import Town

Bound = dict[Location, tuple[Service, int, Related]]


def _published(towns: tuple[Town, ...]) -> Bound:
    """Return the binds to loopback whose port the service publishes, by where they stand."""
    found: Bound = {}
    for town in towns:
        for service in town.stack.services.values():
            for port, evidence in _local(town, service):
                for one in service.ports:
                    if one.target[0] <= port <= one.target[1]:
                        related = Related(one.location, f"published here, in vain: {port}")
                        found.setdefault(evidence.location, (service, port, related))
    return found


def _local(town: Town, service: Service) -> list[tuple[int, Evidence]]:
    alone = len(town.namespaces[service.name]) == 1 and service.network_mode == ""
    return list(town.heard[service.name].local.items()) if alone else []


def _called(project: Project) -> Bound:
    """Return the binds to loopback that another container calls, by where they stand."""
    found: Bound = {}
    for answer in connections(project).broken(Cause.LOCAL_BIND):
        reference, peer = answer.reference, answer.peer
        if peer and reference.port:
            place = peer.heard.local[reference.port].location
            words = f"{reference.service.name} calls {reference.address} here"
            related = Related(reference.location, words)
            found.setdefault(place, (peer.service, reference.port, related))
    return found


@rule(
    code="PRT407",
    name="loopback-bind-in-container",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "`{service}` listens on 127.0.0.1:{port} inside its container, where nobody else is: "
        "who calls it gets ECONNREFUSED (or ECONNRESET from the host); listen on 0.0.0.0"
    ),
)
def loopback_bind_in_container(project: Project) -> Iterator[Hit]:
    """Finds a process that only its own container can hear.

    ## What it does
    Finds a command that binds 127.0.0.1 in a container, while its port is published or another
    container calls it.

    ## Why is this bad?
    The published port leads to the container's outer address, where nothing listens:
    `curl: (56) Recv failure: Connection reset by peer`, `(52) Empty reply from server`.

    ## Example
    ```yaml compose.yaml
    services:
      api:
        image: api
        command: uvicorn app:app --host 127.0.0.1 --port 8000
        ports: ["8000:8000"]
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      api:
        image: api
        command: uvicorn app:app --host 0.0.0.0 --port 8000
        ports: ["8000:8000"]
    ```

    ## Fix safety
    There is no fix: what listens on every address is open to all who share the network.

    ## Known limits
    Only binds that a command line says are seen, and those that variables tell well-known images.
    Services that share a network namespace, and
    those in the host's network, may well listen on loopback.
    """
    towns = connections(project).world.towns
    found = _published(towns) | _called(project)
    for place, (service, port, related) in found.items():
        yield Hit(place, port=port, service=service.name, related=(related,))

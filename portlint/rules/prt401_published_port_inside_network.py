from collections.abc import Iterator

from portlint.core import Applicability, Hit, Project, Severity, Tier, rule
from portlint.deployment.answer import Cause
from portlint.deployment.connections import connections, hit_of, other_port


@rule(
    code="PRT401",
    name="published-port-inside-network",
    tier=Tier.DEFAULT,
    severity=Severity.ERROR,
    message=(
        "`{service}` calls `{address}` from inside the network, where it gets {outcome}: "
        "{why}; use `{remedy}`"
    ),
)
def published_port_inside_network(project: Project) -> Iterator[Hit]:
    """Finds a container that calls another one on the port that only the host has.

    ## What it does
    Finds a reference `service:port` in a container's environment, command or mounted
    configuration, where `port` is what the host publishes, and the container listens on another.
    In Kubernetes it is the other way round: inside the cluster a Service is reached at its `port`,
    and a call to its `targetPort` finds nobody.

    ## Why is this bad?
    `ports: ["5434:5432"]` opens 5434 on the host alone. Inside the network the container is heard
    on 5432, and everything else answers `connect ECONNREFUSED`.

    ## Example
    ```yaml compose.yaml
    services:
      api:
        image: api
        environment:
          DATABASE_URL: postgres://db:5434/app
      db:
        image: postgres
        ports: ["5434:5432"]
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      api:
        image: api
        environment:
          DATABASE_URL: postgres://db:5432/app
      db:
        image: postgres
        ports: ["5434:5432"]
    ```

    ## Fix safety
    The fix writes the container's port over the published one. It is safe: nothing in the network
    listens on the published port.

    ## Known limits
    Silent where the service says by any other word (`expose`, a variable, its image, its command,
    a health check) that it listens on that port too, and where two mappings disagree. In
    Kubernetes silent for headless Services, for a Service in another folder that no kustomization
    puts beside its caller, and for what a template or a patch may change.
    """
    for answer in connections(project).broken(Cause.PUBLISHED_SIDE):
        yield hit_of(answer, other_port(answer, Applicability.SAFE))

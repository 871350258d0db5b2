from collections.abc import Iterator

from portlint.core import Applicability, Hit, Project, Severity, Tier, rule
from portlint.deployment.answer import Cause
from portlint.deployment.connections import connections, hit_of, other_address


@rule(
    code="PRT402",
    name="localhost-in-container",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "`{service}` calls `{address}` from inside its container, and nothing listens there: "
        "ECONNREFUSED; {why}: use `{remedy}`"
    ),
)
def localhost_in_container(project: Project) -> Iterator[Hit]:
    """Finds a container that looks on its own localhost for what another one serves.

    ## What it does
    Finds `localhost` or `127.0.0.1` in what a container reads (its environment, its command),
    with a port that another service of the stack, or of the registry, has, and it has not. In
    Kubernetes `localhost` is the pod: the port must be a Service's, and no container's of the pod.

    ## Why is this bad?
    Inside a container, `localhost` is the container. The call ends in
    `connect ECONNREFUSED 127.0.0.1:5432`, and on the developer's own machine it works.

    ## Example
    ```yaml compose.yaml
    services:
      gateway:
        image: gateway
        environment:
          MTPROTO_URL: http://localhost:4007
      mtproto:
        image: mtproto
        expose: ["4007"]
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      gateway:
        image: gateway
        environment:
          MTPROTO_URL: http://mtproto:4007
      mtproto:
        image: mtproto
        expose: ["4007"]
    ```

    ## Fix safety
    The fix writes the other service's name and its port inside. It is unsafe: the value may be
    meant for a reader outside the container.

    ## Known limits
    Speaks only where two facts agree: the port is another service's, and the variable, its scheme
    or a dependency ties the two. Silent in the host's network, where services share one network
    namespace, for health checks, and for variables that people or browsers read (`PUBLIC`,
    `CALLBACK`, `ORIGIN`, …). An error where the registry or `depends_on` says the same.
    """
    for answer in connections(project).broken(Cause.LOOPBACK):
        yield hit_of(answer, other_address(answer, Applicability.UNSAFE))

from collections.abc import Iterator

from portlint.core import Applicability, Hit, Project, Severity, Tier, rule
from portlint.deployment.answer import Answer, Cause
from portlint.deployment.connections import connections, hit_of, other_address
from portlint.deployment.resolver import GATEWAYS


@rule(
    code="PRT402",
    name="localhost-in-container",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "`{service}` calls `{address}` from inside its container: nothing listens there, "
        "ECONNREFUSED; {why}: use `{remedy}`{hint}"
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
        hit = hit_of(answer, other_address(answer, Applicability.UNSAFE), _needed(answer))
        hit.values["remedy"] = _whole(answer)
        yield hit


def _whole(answer: Answer) -> str:
    """Return what to write, with the scheme that stands before the address."""
    scheme = answer.reference.scheme
    return f"{scheme}://{answer.remedy}" if scheme else answer.remedy


def _needed(answer: Answer) -> str:
    """Say what the host's name needs to be known in a container that is not told it."""
    host = answer.remedy.partition(":")[0]
    needed = host in GATEWAYS and host not in answer.reference.service.told
    return f' and `extra_hosts: ["{host}:host-gateway"]`' if needed else ""

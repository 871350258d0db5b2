from collections.abc import Iterator

from portlint.core import Applicability, Hit, Project, Severity, Tier, rule
from portlint.deployment.answer import Cause
from portlint.deployment.connections import connections, hit_of, other_port


@rule(
    code="PRT409",
    name="wrong-container-port",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message="`{service}` calls `{address}` and gets ECONNREFUSED: {why}; use `{remedy}`",
)
def wrong_container_port(project: Project) -> Iterator[Hit]:
    """Finds a call to a port on which the other service does not listen.

    ## What it does
    Finds `service:port` where everything that is known of the service (its mappings, `expose`,
    its Dockerfile, its image, its command) says that it listens elsewhere.

    ## Why is this bad?
    `connect ECONNREFUSED`: the name is right, the container is up, and nobody is behind the door.

    ## Example
    ```yaml compose.yaml
    services:
      api:
        image: api
        environment:
          DATABASE_URL: postgres://db:5433/app
      db:
        image: postgres:16
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      api:
        image: api
        environment:
          DATABASE_URL: postgres://db:5432/app
      db:
        image: postgres:16
    ```

    ## Fix safety
    The fix writes the port that is known. It is unsafe: the service may be the one to change.

    ## Known limits
    That a port is not declared proves nothing (Kafka's listeners, metrics, debuggers). The rule
    speaks only where the image is one whose ports are known in full, or where the image's own
    Dockerfile and its command agree.
    """
    for answer in connections(project).broken(Cause.WRONG_PORT):
        yield hit_of(answer, other_port(answer, Applicability.UNSAFE))

from collections.abc import Iterator

from portlint.core import Applicability, Hit, Project, Severity, Tier, rule
from portlint.deployment.answer import Cause
from portlint.deployment.connections import connections, hit_of, other_port


@rule(
    code="PRT409",
    name="wrong-container-port",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message="`{service}` calls `{address}` and gets {outcome}: {why}; use `{remedy}`",
)
def wrong_container_port(project: Project) -> Iterator[Hit]:
    """Finds a call to a container on a port where nothing in it listens.

    ## What it does
    Finds a reference `service:port` where everything that is known of the service says that it
    listens elsewhere: the well-known port of its image that nothing moves, or what its own
    Dockerfile, command, variables and code agree on. In Kubernetes, a port that the Service lacks.

    ## Why is this bad?
    The name is right and the container runs, so that everything looks well, and the call ends in
    `connect ECONNREFUSED 172.18.0.3:5433`.

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
    The fix writes the one port that the service listens on. It is unsafe: a configuration inside
    the image may open another.

    ## Known limits
    That a port is declared nowhere proves nothing. Silent for images whose listeners are
    commonly configured (Kafka, Traefik), where a configuration file is mounted that is no nginx's,
    and where a variable or an option that moves the port holds no number. A service of the
    repository's own is judged where its command, its code, its variables or its framework agree
    with what its Dockerfile or Compose file claims, and no line of its code, in whichever
    language, has the number that is called.
    """
    for answer in connections(project).broken(Cause.WRONG_PORT):
        yield hit_of(answer, other_port(answer, Applicability.UNSAFE))

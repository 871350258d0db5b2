from collections.abc import Iterator

from portlint.core import Applicability, Hit, Project, Severity, Tier, rule
from portlint.deployment.answer import Cause
from portlint.deployment.connections import connections, hit_of, other_port


@rule(
    code="PRT501",
    name="healthcheck-port-mismatch",
    tier=Tier.DEFAULT,
    severity=Severity.ERROR,
    message=(
        "the health check of `{service}` asks `{address}`, where nothing listens: {why}; the "
        "container never gets healthy, and what waits for it never starts; ask `{remedy}`"
    ),
)
def healthcheck_port_mismatch(project: Project) -> Iterator[Hit]:
    """Finds a health check that asks a port on which nothing in its container listens.

    ## What it does
    Finds a port that a Dockerfile's `HEALTHCHECK`, or a Compose file's `healthcheck.test`, asks
    of localhost, where EXPOSE, CMD, ENV, the mapping and the image all say another; and the
    default that an image's own check asks, where a service sets the variable of its port to
    another.

    ## Why is this bad?
    The check runs inside the container, whatever is published outside. It fails for ever:
    `Up 5 minutes (unhealthy)`, `dependency failed to start: container is unhealthy`, and
    orchestrators restart what works.

    ## Example
    ```dockerfile Dockerfile
    FROM node:20
    EXPOSE 8080
    HEALTHCHECK CMD curl -f http://localhost:3000/health || exit 1
    CMD ["node", "server.js"]
    ```

    ## Use instead
    ```dockerfile Dockerfile
    FROM node:20
    EXPOSE 8080
    HEALTHCHECK CMD curl -f http://localhost:8080/health || exit 1
    CMD ["node", "server.js"]
    ```

    ## Fix safety
    The fix writes the one port that the image listens on. It is safe: it changes what is asked,
    and nothing that runs.

    ## Known limits
    Any of several exposed ports is right, and so is any that the code of the repository names.
    Silent where a Dockerfile leaves to its base image what runs, and where an image from outside
    is not known to listen on nothing else.
    """
    for answer in connections(project).broken(Cause.UNHEALTHY):
        yield hit_of(answer, other_port(answer, Applicability.SAFE))

from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Tier, rule
from portlint.deployment.answer import Cause
from portlint.deployment.connections import connections, hit_of


@rule(
    code="PRT404",
    name="no-shared-network",
    tier=Tier.DEFAULT,
    severity=Severity.ERROR,
    message=(
        "`{service}` calls `{address}`, a name that it cannot resolve (ENOTFOUND): {why}; {remedy}"
    ),
)
def no_shared_network(project: Project) -> Iterator[Hit]:
    """Finds a call between two services that have no network in common.

    ## What it does
    Finds a reference to another service of the stack by name, where no network holds both.

    ## Why is this bad?
    Names are known inside a network only: `getaddrinfo ENOTFOUND db`, or
    `Temporary failure in name resolution`.

    ## Example
    ```yaml compose.yaml
    services:
      api:
        image: api
        networks: [front]
        environment:
          DATABASE_URL: postgres://db:5432/app
      db:
        image: postgres
        networks: [back]
    networks: {front: {}, back: {}}
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      api:
        image: api
        networks: [front, back]
        environment:
          DATABASE_URL: postgres://db:5432/app
      db:
        image: postgres
        networks: [back]
    networks: {front: {}, back: {}}
    ```

    ## Fix safety
    There is no fix: which network is meant is a decision.

    ## Known limits
    A note where one of the two is in an external network, which others may join to another. Files
    that are run together in a way that no file says are seen apart: name them in `projects`.
    """
    for answer in connections(project).broken(Cause.NO_NETWORK):
        yield hit_of(answer)

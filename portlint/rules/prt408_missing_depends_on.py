from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Tier, rule
from portlint.deployment.answer import Cause
from portlint.deployment.connections import connections, hit_of


@rule(
    code="PRT408",
    name="missing-depends-on",
    tier=Tier.PEDANTIC,
    severity=Severity.NOTE,
    message=(
        "`{service}` calls `{address}`, and {why}: the first calls get ECONNREFUSED; "
        "add `{remedy}`"
    ),
)
def missing_depends_on(project: Project) -> Iterator[Hit]:
    """Finds a service that does not wait for one that it calls.

    ## What it does
    Finds a reference to another service of the stack on which nothing makes the caller wait.

    ## Why is this bad?
    Compose starts both at once. Whoever calls first gets `ECONNREFUSED` or `ENOTFOUND`, and a
    program that does not try again ends there.

    ## Example
    ```yaml compose.yaml
    services:
      api:
        image: api
        environment:
          DATABASE_URL: postgres://db:5432/app
      db:
        image: postgres
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      api:
        image: api
        depends_on: [db]
        environment:
          DATABASE_URL: postgres://db:5432/app
      db:
        image: postgres
    ```

    ## Fix safety
    There is no fix: whether to wait for the start or for health is a decision.

    ## Known limits
    Pedantic: many programs try again until they are let in. One finding for each pair of services.
    """
    seen = set()
    for answer in connections(project).broken(Cause.NO_DEPENDENCY):
        reference, peer = answer.reference, answer.peer
        pair = (reference.service.location, peer.service.location if peer else None)
        if pair not in seen:
            seen.add(pair)
            yield hit_of(answer)

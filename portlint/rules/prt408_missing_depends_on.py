from collections.abc import Iterator

from portlint.core import Hit, Location, Project, Severity, Tier, rule
from portlint.core.names import words
from portlint.deployment.answer import Answer, Cause
from portlint.deployment.connections import connections, hit_of

WAITING = frozenset("wait await precondition".split())
"""Words of variables that hold what a container waits for itself."""


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
    Pedantic: many programs try again until they are let in. One finding for each pair of services;
    none where each calls the other or the other waits already, for Compose refuses a circle.
    """
    found: dict[tuple[Location, Location | None], Answer] = {}
    for answer in connections(project).broken(Cause.NO_DEPENDENCY):
        reference, peer = answer.reference, answer.peer
        if WAITING.isdisjoint(words(reference.name)):
            pair = (reference.service.location, peer.service.location if peer else None)
            found.setdefault(pair, answer)
    for (caller, called), answer in found.items():
        if (called, caller) not in found:
            yield hit_of(answer)

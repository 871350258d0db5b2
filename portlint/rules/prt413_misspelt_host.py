from collections.abc import Iterator

from portlint.core import Applicability, Hit, Project, Severity, Tier, rule
from portlint.deployment.answer import Cause
from portlint.deployment.connections import connections, hit_of, other_address


@rule(
    code="PRT413",
    name="misspelt-host",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "`{service}` calls `{address}`, a name that nobody has: getaddrinfo ENOTFOUND; {why}: "
        "use `{remedy}`"
    ),
)
def misspelt_host(project: Project) -> Iterator[Hit]:
    """Finds a host that is a service's name with a slip, or its name of before a rename.

    ## What it does
    Finds a reference to a host that no service, alias, link or extra host of the stack has, and
    that differs by a slip from a service's name: two letters exchanged, one left out or doubled,
    or another dash. That service listens on the port, or the caller waits for it.
    A name that shares its words counts too, where the caller waits for that service, calls
    its port, and names it nowhere else: a rename has forgotten the call.

    ## Why is this bad?
    `getaddrinfo ENOTFOUND databse`: the engine's resolver knows services by their names alone.

    ## Example
    ```yaml compose.yaml
    services:
      api:
        image: api
        environment:
          DATABASE_URL: postgres://databse:5432/app
      database:
        image: postgres
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      api:
        image: api
        environment:
          DATABASE_URL: postgres://database:5432/app
      database:
        image: postgres
    ```

    ## Fix safety
    The fix writes the service's name. It is unsafe: somebody else may have the other name.

    ## Known limits
    Compose files alone; in Kubernetes, in files of proxies and scrapers, and in variables that
    people read, such a name is PRT405's, PRT801's or PRT802's. Digits and a plural's `s` tell
    services apart: `kafka3` is no slip of `kafka1`.
    """
    for answer in connections(project).broken(Cause.MISSPELT):
        yield hit_of(answer, other_address(answer, Applicability.UNSAFE))

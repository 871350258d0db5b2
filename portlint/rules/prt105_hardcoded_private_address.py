from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Tier, rule
from portlint.core.judgement import ALLOWED, first_of_each, is_private, live, says
from portlint.deployment.stacks import stacks_of


def _given(project: Project) -> frozenset[str]:
    """Return the addresses that Compose files give to services."""
    services = (one for stack in stacks_of(project) for one in stack.services.values())
    return frozenset(attached.address for one in services for attached in one.networks)


@rule(
    code="PRT105",
    name="hardcoded-private-address",
    tier=Tier.PEDANTIC,
    severity=Severity.NOTE,
    message=(
        "{host}:{port} is an address of one private network: on any other machine nobody "
        "answers there; use a name"
    ),
)
def hardcoded_private_address(project: Project) -> Iterator[Hit]:
    """Finds an address of a private network, with a port, in code or configuration that runs.

    ## What it does
    Finds an address of a private network, with a port, in code or configuration that runs.

    ## Why is this bad?
    Docker hands out bridge addresses anew, and the office network is not the data centre:
    `EHOSTUNREACH`, or a stranger answers.

    ## Example
    ```yaml compose.yaml
    services:
      api:
        environment:
          DATABASE_URL: postgres://172.17.0.1:5432/app
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      api:
        environment:
          DATABASE_URL: postgres://db:5432/app
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    Only addresses of RFC 1918 with a port are looked at. Silent for lists of origins, which name
    who may call, and for what `ipv4_address` of a Compose file gives to a service.
    """
    given = _given(project)
    uses = (
        ((use.location.path, use.host, use.port), use)
        for use in live(project)
        if is_private(use.host) and use.host not in given and not says(use, ALLOWED)
    )
    for use, others in first_of_each(uses):
        yield Hit(use.location, port=use.port, host=use.host, like=others)

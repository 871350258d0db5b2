from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Tier, rule
from portlint.core.checks import hits
from portlint.core.references import references


@rule(
    code="PRT208",
    name="broken-registry-reference",
    tier=Tier.REGISTRY,
    severity=Severity.ERROR,
    message="a reference in the registry does not hold: {problem}",
)
def broken_registry_reference(project: Project) -> Iterator[Hit]:
    """Finds names in the registry that point at nothing, and circles.

    ## What it does
    Finds names in the registry that point at nothing: dependencies, replacements, networks,
    stacks; and dependencies that run in a circle.

    ## Why is this bad?
    What depends on a service that does not exist is never ready, and what replaces a deprecated
    one cannot be found.

    ## Example
    ```yaml registry/registry.yaml
    services:
      - {name: api, port: 4010, depends_on: [postgress]}
    ```

    ## Use instead
    ```yaml registry/registry.yaml
    services:
      - {name: api, port: 4010, depends_on: [postgres]}
      - {name: postgres, port: 5432}
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    Networks are held against `networks:` only where the registry has it.
    """
    if project.registry is not None:
        yield from hits(references(project.registry))

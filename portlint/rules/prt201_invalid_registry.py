from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Tier, rule
from portlint.core.checks import doubles, hits


@rule(
    code="PRT201",
    name="invalid-registry",
    tier=Tier.REGISTRY,
    severity=Severity.ERROR,
    message="the registry says what it cannot mean: {problem}",
)
def invalid_registry(project: Project) -> Iterator[Hit]:
    """Reports every key and value of the registry that cannot be what was meant.

    ## What it does
    Reports every key and value of the registry that cannot be what was meant.

    ## Why is this bad?
    Everything is generated from the registry and held against it. A key that is misspelt is a
    rule that is off.

    ## Example
    ```yaml registry/registry.yaml
    services:
      - name: api
        prot: 4010
    ```

    ## Use instead
    ```yaml registry/registry.yaml
    services:
      - name: api
        port: 4010
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    Keys that begin with `x-` are free.
    """
    if project.registry is not None:
        yield from hits((*project.registry.problems, *doubles(project.registry)))

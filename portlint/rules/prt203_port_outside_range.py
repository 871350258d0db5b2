from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Tier, rule
from portlint.core.checks import hits, outside


@rule(
    code="PRT203",
    name="port-outside-range",
    tier=Tier.REGISTRY,
    severity=Severity.WARNING,
    message="{problem}: another stack may be given it; `portlint free` names one that is its own",
)
def port_outside_range(project: Project) -> Iterator[Hit]:
    """Finds a published port outside the range that is set aside for its stack.

    ## What it does
    Finds a published port outside the range that is set aside for its stack.

    ## Why is this bad?
    Ranges keep stacks apart. A port outside its own lies in another team's, who will give it
    away in good faith.

    ## Example
    ```yaml registry/registry.yaml
    ranges: {db: "5400-5499"}
    services:
      - {name: postgres, stack: db, port: 7000}
    ```

    ## Use instead
    ```yaml registry/registry.yaml
    ranges: {db: "5400-5499"}
    services:
      - {name: postgres, stack: db, port: 5432}
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    Only published ports are held against ranges: inside its container a service may listen
    where it likes.
    """
    if project.registry is not None:
        yield from hits(outside(project.registry))

from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Tier, rule
from portlint.core.checks import hits, overlaps


@rule(
    code="PRT204",
    name="overlapping-ranges",
    tier=Tier.REGISTRY,
    severity=Severity.WARNING,
    message="{problem}: two stacks will be given the same port; part them, or say `within`",
)
def overlapping_ranges(project: Project) -> Iterator[Hit]:
    """Finds two ranges that share ports.

    ## What it does
    Finds two ranges that share ports.

    ## Why is this bad?
    Each team takes the next free port of its own range, and both take the same one.

    ## Example
    ```yaml registry/registry.yaml
    ranges: {web: "3000-3199", docs: "3100-3299"}
    services: []
    ```

    ## Use instead
    ```yaml registry/registry.yaml
    ranges: {web: "3000-3099", docs: "3100-3299"}
    services: []
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    A range that lies in another on purpose says so: `docs: {ports: 3100-3149, within: web}`.
    """
    if project.registry is not None:
        yield from hits(overlaps(project.registry))

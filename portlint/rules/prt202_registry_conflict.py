from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Tier, rule
from portlint.core.checks import conflicts


@rule(
    code="PRT202",
    name="registry-conflict",
    tier=Tier.REGISTRY,
    severity=Severity.ERROR,
    message="{what}: the second to start answers `port is already allocated`",
)
def registry_conflict(project: Project) -> Iterator[Hit]:
    """Finds one port of the host that the registry gives to two services.

    ## What it does
    Finds one port of the host that the registry gives to two services.

    ## Why is this bad?
    The second service to start fails with `Bind for 0.0.0.0:4010 failed: port is already
    allocated`.

    ## Example
    ```yaml registry/registry.yaml
    services:
      - {name: api, port: 4010}
      - {name: web, port: 4010}
    ```

    ## Use instead
    ```yaml registry/registry.yaml
    services:
      - {name: api, port: 4010}
      - {name: web, port: 4011}
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    tcp and udp are apart, and so are two addresses of the host; services of one `alternatives`
    group may share, and container ports never conflict.
    """
    if project.registry is not None:
        for problem in conflicts(project.registry):
            yield Hit(problem.location, what=problem.message)

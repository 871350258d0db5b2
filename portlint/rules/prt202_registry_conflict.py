from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Tier, rule
from portlint.core.checks import conflicts, hits


@rule(
    code="PRT202",
    name="registry-conflict",
    tier=Tier.REGISTRY,
    severity=Severity.ERROR,
    message=(
        "{problem}: the second to start answers `port is already allocated`; move one, or put "
        "both in one `alternatives` group if they never run together"
    ),
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
        yield from hits(conflicts(project.registry))

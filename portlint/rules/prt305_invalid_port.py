from collections.abc import Iterator

from portlint.core import Hit, InvalidPort, Project, Severity, Tier, rule
from portlint.core.judgement import deployed


@rule(
    code="PRT305",
    name="invalid-port",
    tier=Tier.DEFAULT,
    severity=Severity.ERROR,
    message="`{value}` {problem}: the engine refuses the file",
)
def invalid_port(project: Project) -> Iterator[Hit]:
    """Finds a port that cannot be one.

    ## What it does
    Finds a port that cannot be one: above 65535, below 1, a range that runs backwards, two
    ranges of different length, an unknown transport.

    ## Why is this bad?
    The engine refuses the whole file with `invalid hostPort: 70000` or `Invalid containerPort:
    70000`, and nothing of it starts.

    ## Example
    ```yaml compose.yaml
    services:
      web:
        ports: ["70000:9093"]
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      web:
        ports: ["7000:9093"]
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    A value with a variable in it is not judged, nor is a file of tests, examples or backups.
    """
    for invalid in deployed(project, InvalidPort):
        yield Hit(invalid.location, value=invalid.value, problem=invalid.problem)

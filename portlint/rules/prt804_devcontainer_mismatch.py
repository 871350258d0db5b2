from collections.abc import Iterator

from portlint.core import Applicability, Edit, Fix, Hit, Project, Severity, Tier, rule
from portlint.deployment.forwarding import idle


@rule(
    code="PRT804",
    name="devcontainer-mismatch",
    tier=Tier.REGISTRY,
    severity=Severity.NOTE,
    message="the development container hands on {address}, and nothing listens there: {why}",
)
def devcontainer_mismatch(project: Project) -> Iterator[Hit]:
    """Finds ports that a development container forwards for nobody.

    ## What it does
    Finds ports of `forwardPorts`, `appPort` and `portsAttributes` in a `devcontainer.json` on
    which nothing listens: no service of the registry, no file of the repository, no container.
    A port in the form `"db:5432"` is held against that service of the Compose files which
    `dockerComposeFile` names.

    ## Why is this bad?
    The editor opens a local port that leads nowhere: the browser says `ERR_EMPTY_RESPONSE`, and
    whoever is new to the project looks for the mistake in their own set-up.

    ## Example
    ```yaml registry/registry.yaml
    services:
      - {name: dashboard, port: 3103}
    ```
    ```json .devcontainer/devcontainer.json
    {"forwardPorts": [3101], "portsAttributes": {"3101": {"label": "dashboard"}}}
    ```

    ## Use instead
    ```yaml registry/registry.yaml
    services:
      - {name: dashboard, port: 3103}
    ```
    ```json .devcontainer/devcontainer.json
    {"forwardPorts": [3103], "portsAttributes": {"3103": {"label": "dashboard"}}}
    ```

    ## Fix safety
    The fix writes the port of the service that the entry names, where it has one alone. It is
    unsafe: the entry may be there for a program that the registry does not know.

    ## Known limits
    A port that any file of the repository listens on, publishes or exposes counts as listened on,
    whoever runs it. A service's name in the form `"db:5432"` is judged only where its stack is
    read whole.
    """
    if project.registry is None:
        return
    for one in idle(project, project.registry):
        place, port, host = one.forwarded.location, one.forwarded.port, one.forwarded.host
        fix = None
        if one.right is not None:
            fix = Fix(Applicability.UNSAFE, (Edit(place, str(one.right)),))
        address = f"{host}:{port}" if host else str(port)
        yield Hit(place, port=port, service=host, fix=fix, address=address, why=one.why)

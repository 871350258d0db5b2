from collections.abc import Iterator

from portlint.core import Hit, Project, Related, Severity, Tier, rule
from portlint.core.comparison import differences


@rule(
    code="PRT206",
    name="registry-mismatch",
    tier=Tier.REGISTRY,
    severity=Severity.ERROR,
    message="{service} {saying} here, and the registry {registered}: {outcome}",
)
def registry_mismatch(project: Project) -> Iterator[Hit]:
    """Finds a registered service that appears with another number.

    ## What it does
    Finds a registered service that appears with another number than its own: published by Compose
    on another port of the host or not at all, listening on another port in its container (a
    Compose mapping, a Dockerfile's EXPOSE, a Kubernetes `containerPort`), or with another number
    in the environment file's variable for it; and a service of the host (`container: false`) that
    Compose runs in a container which publishes nothing.

    ## Why is this bad?
    Everything that was generated from the registry calls the registered port, where nobody
    listens: `connect ECONNREFUSED 127.0.0.1:3000`.

    ## Example
    ```yaml registry/registry.yaml
    services:
      - {name: grafana, port: 3000}
    ```
    ```yaml compose.yaml
    services:
      grafana:
        ports: ["3105:3000"]
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      grafana:
        ports: ["3000:3000"]
    ```

    ## Fix safety
    The fix writes the registered number in the place of the other one. It is unsafe: the
    registry may be what is wrong, and others may already call the other port.

    ## Known limits
    The side decides what is compared: the host's side of a mapping with `port`, the container's
    with `container_port`. A service is known by its name, its aliases and its container name; a
    Dockerfile belongs to the service that has its folder in `paths`, or that the folder is named
    after. A file that publishes another number beside one that publishes the registered number
    is taken for a variant of it. What `exposure` keeps behind a gateway or inside its network
    need not be published. One finding for each service and side.
    """
    if project.registry is None:
        return
    seen: set[tuple[str, str]] = set()
    found = sorted(differences(project, project.registry), key=lambda one: one.location)
    for one in found:
        subject = (one.service.name, one.side)
        if subject not in seen:
            seen.add(subject)
            yield Hit(
                one.location,
                port=one.found or one.entry.host,
                service=one.service.name,
                related=(Related(one.entry.location, f"the registry {one.registered} here"),),
                fix=one.fix,
                severity=one.severity,
                saying=one.saying,
                registered=one.registered,
                outcome=one.outcome,
            )

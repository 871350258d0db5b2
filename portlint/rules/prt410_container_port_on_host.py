from collections.abc import Iterator

from portlint.core import Applicability, Hit, Project, Severity, Tier, rule
from portlint.deployment.answer import Cause
from portlint.deployment.connections import connections, hit_of, other_port
from portlint.deployment.script import HOST


@rule(
    code="PRT410",
    name="container-port-on-host",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message="{who} says `{address}`, where nothing answers: {why}; use `{remedy}`",
)
def container_port_on_host(project: Project) -> Iterator[Hit]:
    """Finds a call to the host on a port that exists only inside a container.

    ## What it does
    Finds, from the host's network, a browser, a script that starts the project, a page that names
    the service or through `host.docker.internal`, a port that is a container's inside where the
    host publishes it as another; and a port that is published on 127.0.0.1 alone and called
    through the gateway's address.

    ## Why is this bad?
    `ports: ["5434:5432"]` opens 5434. Who asks the host for 5432 gets `ECONNREFUSED`, or, worse,
    another database that happens to run there.

    ## Example
    ```yaml compose.yaml
    services:
      web:
        image: web
        environment:
          NEXT_PUBLIC_API_URL: http://localhost:8000
      api:
        image: api
        ports: ["8080:8000"]
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      web:
        image: web
        environment:
          NEXT_PUBLIC_API_URL: http://localhost:8080
      api:
        image: api
        ports: ["8080:8000"]
    ```

    ## Fix safety
    The fix writes the published port. It is unsafe: something that no file speaks of may listen on
    the host.

    ## Known limits
    Silent where any file of the repository listens on that port: it may run on the host. Scripts
    that enter a container or start a server themselves are not judged. A page must name the
    service in the line or its heading, and only services of images from elsewhere are asked: what
    the repository builds may be started by hand as well.
    """
    for answer in connections(project).broken(Cause.CONTAINER_SIDE):
        hit = hit_of(answer, other_port(answer, Applicability.UNSAFE))
        name, service = answer.reference.name, answer.reference.service.name
        hit.values["who"] = name if service == HOST else f"{name} of `{service}`"
        yield hit

from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Tier, rule
from portlint.deployment.answer import Cause
from portlint.deployment.connections import connections, hit_of


@rule(
    code="PRT403",
    name="container-host-in-browser",
    tier=Tier.DEFAULT,
    severity=Severity.ERROR,
    message=(
        "{name} is written into what browsers run, and `{address}` is no address there "
        "(ERR_NAME_NOT_RESOLVED): {why}; use {remedy}"
    ),
)
def container_host_in_browser(project: Project) -> Iterator[Hit]:
    """Finds a browser's variable that names a container.

    ## What it does
    Finds a variable that a bundler writes into the page (`NEXT_PUBLIC_`, `VITE_`, `REACT_APP_`, …)
    and whose host is the name of a Compose service.

    ## Why is this bad?
    The browser runs on the user's machine, which does not know the stack's names:
    `net::ERR_NAME_NOT_RESOLVED`, on every machine but the one with an entry in its hosts file.

    ## Example
    ```yaml compose.yaml
    services:
      web:
        image: web
        environment:
          NEXT_PUBLIC_API_URL: http://api:4000
      api:
        image: api
        ports: ["4000:4000"]
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      web:
        image: web
        environment:
          NEXT_PUBLIC_API_URL: http://localhost:4000
      api:
        image: api
        ports: ["4000:4000"]
    ```

    ## Fix safety
    There is no fix: in production the address is a public one that no file says.

    ## Known limits
    Variables that say they stay on the server (`INTERNAL`, `PROXY`, `SERVER`, `SSR`, …) are left
    out. A bundle that is built elsewhere with other values is not seen.
    """
    for answer in connections(project).broken(Cause.IN_BROWSER):
        yield hit_of(answer)

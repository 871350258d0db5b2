from collections.abc import Iterator

from portlint.core import Applicability, Edit, Fix, Hit, Project, Severity, Tier, rule
from portlint.deployment.astray import Astray, astray


def _fix(one: Astray) -> Fix | None:
    if len(one.right) != 1 or not one.literal:
        return None
    return Fix(Applicability.UNSAFE, (Edit(one.location, str(one.right[0])),))


@rule(
    code="PRT411",
    name="published-port-unheard",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "`{service}` is published by its port {port} inside, where nothing listens, and who calls "
        "it from the host gets ECONNRESET: it listens on {found}"
    ),
)
def published_port_unheard(project: Project) -> Iterator[Hit]:
    """Finds a published port that leads to a port of the container on which nothing listens.

    ## What it does
    Finds an entry of `ports` whose container side is none of the ports of the service, where all
    of them are known: by a well-known image that nothing moves, or by the program of a service
    whose whole code is read.

    ## Why is this bad?
    The engine accepts the connection and has nobody to hand it to:
    `curl: (56) Recv failure: Connection reset by peer`, `(52) Empty reply from server`.

    ## Example
    ```yaml compose.yaml
    services:
      db:
        image: postgres:16
        ports: ["5433:5433"]
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      db:
        image: postgres:16
        ports: ["5433:5432"]
    ```

    ## Fix safety
    The fix writes the one port that the service listens on. It is unsafe: a configuration inside
    the image may open another.

    ## Known limits
    Silent where a configuration file is mounted that is not in the repository, that leaves a port
    to a variable, or of which nobody knows what it opens untold; and for UDP. Beside an entry that
    is right, a second one is judged only where no command, variable, label, health check or line
    of code names its port, no shell starts the container, and no well-known program or debugger
    is known by it.
    """
    for one in astray(project):
        found = " and ".join(map(str, one.right))
        yield Hit(
            one.location, port=one.port, service=one.service.name, related=one.related,
            fix=_fix(one), found=found,
        )  # fmt: skip

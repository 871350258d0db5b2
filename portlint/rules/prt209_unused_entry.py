from collections.abc import Iterator

from portlint.core import DeclaredService, Hit, PortUse, Project, Role, Severity, Tier, rule
from portlint.core.judgement import PROGRAMS, is_live


def _provides(use: PortUse) -> bool:
    """Tell whether a port is offered here: published, listened on, or a program's default."""
    if not is_live(use):
        return False
    own = use.role is Role.DECLARE and use.format in PROGRAMS
    return own or use.role in (Role.PUBLISH, Role.LISTEN)


@rule(
    code="PRT209",
    name="unused-entry",
    tier=Tier.REGISTRY,
    severity=Severity.NOTE,
    message=(
        "{service} is registered, and nothing in the repository declares it, or publishes"
        " or listens on its port"
    ),
)
def unused_entry(project: Project) -> Iterator[Hit]:
    """Finds a registered service that no file of the repository deploys.

    ## What it does
    Finds a registered service that no file of the repository deploys.

    ## Why is this bad?
    A stale entry keeps a number from the service that needs it, and sends whoever reads the
    registry to nobody.

    ## Example
    ```yaml registry/registry.yaml
    services:
      - {name: forgotten, port: 4999}
    ```

    ## Use instead
    ```yaml registry/registry.yaml
    services:
      - {name: forgotten, port: 4999, external: true}
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    A service that runs elsewhere says `external: true`. A call to it, a variable and a line of
    docs are no proof that it exists.
    """
    registry = project.registry
    if registry is None:
        return
    ports = {use.port for use in project.facts.of(PortUse) if _provides(use)}
    names: set[str] = set()
    for declared in project.facts.of(DeclaredService):
        names |= {declared.name, *declared.aliases}
    for service in registry.services:
        own = {port.host or port.container for port in service.ports}
        if not service.external and not service.names & names and not own & ports:
            first = service.ports[0].host if service.ports else None
            yield Hit(service.location, service=service.name, port=first)

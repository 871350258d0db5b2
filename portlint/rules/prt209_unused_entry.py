from collections.abc import Iterator

from portlint.core import (
    Context,
    DeclaredService,
    Hit,
    PortUse,
    Project,
    Role,
    Severity,
    Tier,
    rule,
)

SAID = (Context.DOCS, Context.COMMENT)


@rule(
    code="PRT209",
    name="unused-entry",
    tier=Tier.REGISTRY,
    severity=Severity.NOTE,
    message="{service} is registered, and nothing in the repository names it or uses its port",
)
def unused_entry(project: Project) -> Iterator[Hit]:
    """Finds a registered service that no file of the repository knows.

    ## What it does
    Finds a registered service that no file of the repository knows.

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
    A service that runs elsewhere says `external: true`. Docs and comments are no use.
    """
    registry = project.registry
    if registry is None:
        return
    uses = [use for use in project.facts.of(PortUse) if use.context not in SAID]
    ports = {use.port for use in uses if use.role in (Role.PUBLISH, Role.LISTEN, Role.CONNECT)}
    ports |= {use.port for use in uses if use.role is Role.DECLARE and use.format == "env"}
    names = {use.host for use in uses} | {use.service for use in uses}
    for declared in project.facts.of(DeclaredService):
        names |= {declared.name, *declared.aliases}
    for service in registry.services:
        own = {port.host or port.container for port in service.ports}
        if not service.external and not service.names & names and not own & ports:
            first = service.ports[0].host if service.ports else None
            yield Hit(service.location, service=service.name, port=first)

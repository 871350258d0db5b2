from collections.abc import Iterator

from portlint.core import Hit, PortUse, Project, Related, Role, Service, Severity, Tier, rule
from portlint.core.judgement import first_of_each, is_live, is_loopback, more


def _means(use: PortUse, service: Service) -> bool:
    if use.host in service.names or use.service in service.names:
        return True
    published = {port.host for port in service.ports}
    here = use.role is Role.PUBLISH or (use.role is Role.CONNECT and is_loopback(use))
    return here and use.port in published


@rule(
    code="PRT207",
    name="deprecated-service",
    tier=Tier.REGISTRY,
    severity=Severity.WARNING,
    message="{service} is deprecated: use {replacement} instead{rest}",
)
def deprecated_service(project: Project) -> Iterator[Hit]:
    """Finds a reference to a deprecated service.

    ## What it does
    Finds a reference to a deprecated service, by its name or by the port that it alone
    publishes.

    ## Why is this bad?
    The day it is switched off, what still calls it answers `ENOTFOUND` or `ECONNREFUSED`.

    ## Example
    ```js client.js
    fetch("http://documentation-legacy:3004/");
    ```

    ## Use instead
    ```js client.js
    fetch("http://documentation-hub:3400/");
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    Docs, tests and examples are left out. One finding for each file and service.
    """
    registry = project.registry
    old = [service for service in registry.services if service.deprecated] if registry else []
    found = [
        ((use.location.path, service.name), use, service)
        for use in project.facts.of(PortUse)
        if is_live(use)
        for service in old
        if _means(use, service)
    ]
    services = {use: service for _, use, service in found}
    for use, count in first_of_each((subject, use) for subject, use, _ in found):
        service = services[use]
        replacement = service.replacement.name if service.replacement else "nothing that is named"
        yield Hit(
            use.location,
            port=use.port,
            service=service.name,
            related=(Related(service.location, f"{service.name} is registered here"),),
            replacement=replacement,
            rest=more(count),
        )

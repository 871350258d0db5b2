from collections.abc import Iterator

from portlint.core import (
    Applicability,
    Edit,
    Fix,
    Hit,
    PortUse,
    Project,
    Registry,
    Related,
    Role,
    Service,
    Severity,
    Tier,
    rule,
)
from portlint.core.judgement import first_of_each, is_loopback, live, more


def _means(use: PortUse, registry: Registry) -> Service | None:
    """Return the deprecated service that a reference means, by name or by a port of its own."""
    if named := registry.named(use.host):
        return named if named.deprecated else None
    if not is_loopback(use):
        return None
    holders = [service for service, _ in registry.owners(use.port)]
    published = any(use.port == port.host for one in holders for port in one.ports)
    return holders[0] if published and all(one.deprecated for one in holders) else None


def _replacement(service: Service, registry: Registry) -> tuple[str, int | None]:
    """Return the words that name the replacement, and its published port where it has one."""
    if service.replacement is None:
        return "nothing is named in its place", None
    other = registry.named(service.replacement.name)
    hosts = [port.host for port in other.ports if port.host] if other else []
    at = f" (localhost:{hosts[0]})" if len(hosts) == 1 else ""
    return f"use {service.replacement.name}{at} instead", hosts[0] if len(hosts) == 1 else None


@rule(
    code="PRT207",
    name="deprecated-service",
    tier=Tier.REGISTRY,
    severity=Severity.WARNING,
    message="`{address}` is {service}'s by the registry, and deprecated: {advice}{rest}",
)
def deprecated_service(project: Project) -> Iterator[Hit]:
    """Finds a reference to a deprecated service.

    ## What it does
    Finds a reference to a deprecated service, by its name or by the port that it alone
    publishes.

    ## Why is this bad?
    The day it is switched off, what still calls it answers `getaddrinfo ENOTFOUND` or
    `ECONNREFUSED`.

    ## Example
    ```yaml registry/registry.yaml
    services:
      - {name: documentation-hub, port: 3400}
      - {name: documentation-legacy, port: 3004, deprecated: true, replacement: documentation-hub}
    ```
    ```js client.js
    fetch("http://documentation-legacy:3004/");
    ```

    ## Use instead
    ```js client.js
    fetch("http://documentation-hub:3400/");
    ```

    ## Fix safety
    Where the service is called by its published port, the fix writes the published port of its
    replacement. It is unsafe: the replacement may answer differently.

    ## Known limits
    Docs, tests, examples, backups and generated files are left out. A port that another service
    holds as well, on either side, accuses nobody. One finding for each file and service.
    """
    registry = project.registry
    if registry is None:
        return
    found = {
        use: service
        for use in live(project)
        if use.role is Role.CONNECT and (service := _means(use, registry))
    }
    for use, others in first_of_each(
        ((use.location.path, service.name), use) for use, service in found.items()
    ):
        service = found[use]
        advice, port = _replacement(service, registry)
        edit = Edit(use.location, str(port))
        yield Hit(
            use.location,
            port=use.port,
            service=service.name,
            related=(Related(service.location, f"{service.name} is registered here"),),
            fix=Fix(Applicability.UNSAFE, (edit,)) if port and is_loopback(use) else None,
            address=f"{use.host}:{use.port}",
            advice=advice,
            like=others,
            rest=more(others),
        )

from collections.abc import Iterator

from portlint.core import (
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
from portlint.core.judgement import (
    ALLOWED,
    HEALTH,
    first_of_each,
    in_program,
    is_loopback,
    live,
    more,
    says,
)


def _calls(use: PortUse) -> bool:
    bare = use.role is Role.CONNECT and not use.default_of and in_program(use)
    return bare and not says(use, ALLOWED) and not says(use, HEALTH)


def _owner(use: PortUse, registry: Registry) -> Service | None:
    """Return the one service that a reference means: by name, or by its published port."""
    if named := registry.named(use.host):
        return named
    holders = registry.owners(use.port) if is_loopback(use) else ()
    found = {one.name: one for one, port in holders if use.port == (port.host or port.container)}
    return next(iter(found.values())) if len(found) == 1 else None


@rule(
    code="PRT101",
    name="hardcoded-service-url",
    tier=Tier.REGISTRY,
    severity=Severity.WARNING,
    message=(
        "`{text}` hard-codes port {port} of {owner}: a move of {owner} breaks it "
        "unseen{rest}; read it from {variable}"
    ),
)
def hardcoded_service_url(project: Project) -> Iterator[Hit]:
    """Finds a URL in code whose port a registered service owns.

    ## What it does
    Finds a URL or `host:port` in code whose port a registered service owns, with no variable in
    between.

    ## Why is this bad?
    When the service moves, every copy of its number must be found by hand. The one that was
    missed answers `connect ECONNREFUSED 127.0.0.1:4007` at night.

    ## Example
    ```yaml registry/registry.yaml
    services:
      - {name: mtproto, port: 4007}
    ```
    ```js gateway.js
    await fetch("http://localhost:4007/messages");
    ```

    ## Use instead
    ```js gateway.js
    await fetch(`${process.env.MTPROTO_URL}/messages`);
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    Tests, examples, docs, backups, lists of allowed origins, health checks, messages, scripts and
    generated files are exempt. A literal that a function takes as one of several fallbacks counts
    as bare. One finding for each file and service.
    """
    registry = project.registry
    if registry is None:
        return
    found = [
        ((use.location.path, owner.name), use, owner)
        for use in live(project)
        if _calls(use) and (owner := _owner(use, registry))
    ]
    owners = {use: owner for _, use, owner in found}
    for use, others in first_of_each((subject, use) for subject, use, _ in found):
        owner = owners[use]
        variable = f"{owner.name.upper().replace('-', '_')}_URL"
        related = Related(owner.location, f"{owner.name} is registered here")
        yield Hit(
            use.location,
            port=use.port,
            service=owner.name,
            related=(related,),
            text=f"{use.host or use.scheme}:{use.port}",
            owner=owner.name,
            like=others,
            rest=more(others),
            variable=variable,
        )

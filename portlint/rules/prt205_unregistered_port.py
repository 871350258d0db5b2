from collections import defaultdict
from collections.abc import Iterator

from portlint.core import (
    Confidence,
    DeclaredService,
    Hit,
    Location,
    PortUse,
    Project,
    Registry,
    Role,
    Severity,
    Tier,
    rule,
)
from portlint.core.judgement import (
    ALLOWED,
    evidence,
    in_program,
    is_loopback,
    live,
    more,
    says,
)
from portlint.core.tables import conventional

WORDS = {Role.PUBLISH: "published", Role.LISTEN: "listened on", Role.CONNECT: "called"}
Claims = dict[tuple[int, str], list[PortUse]]


def _claims(use: PortUse) -> bool:
    if use.role is Role.PUBLISH:
        return True
    if use.confidence is Confidence.LOW or not in_program(use):
        return False
    calls = use.role is Role.CONNECT and is_loopback(use) and not says(use, ALLOWED)
    return calls or use.role is Role.LISTEN


def _weight(use: PortUse) -> tuple[int, int, Location]:
    """Order claims, the surest first; of two files, the one with less in its name."""
    return (evidence(use), len(use.location.path), use.location)


def _unowned(project: Project, registry: Registry) -> Claims:
    owned = {
        (side, port.transport)
        for service in registry.services
        for port in service.ports
        for side in (port.host, port.container)
    }
    aliases = {
        (one.location.path, one.name): one.aliases for one in project.facts.of(DeclaredService)
    }
    claims: Claims = defaultdict(list)
    for use in live(project):
        key = (use.port, use.transport or "tcp")
        if key in owned or not _claims(use):
            continue
        names = (use.service, *aliases.get((use.location.path, use.service), ()))
        if use.role is not Role.PUBLISH or not any(map(registry.named, names)):
            claims[key].append(use)
    return claims


@rule(
    code="PRT205",
    name="unregistered-port",
    tier=Tier.REGISTRY,
    severity=Severity.WARNING,
    message=(
        "{port}/{transport}{known} is {role}{by}, and no entry of the registry owns it{rest}; "
        "the next service to pick a port may take it, so register it"
    ),
)
def unregistered_port(project: Project) -> Iterator[Hit]:
    """Finds a port in use that no registered service owns.

    ## What it does
    Finds a port that is published, listened on or called on this machine, and that no
    registered service owns.

    ## Why is this bad?
    A port that the registry does not know is free in the eyes of whoever picks the next one:
    `Bind for 0.0.0.0:4010 failed: port is already allocated`.

    ## Example
    ```yaml registry/registry.yaml
    services:
      - {name: web, port: 4000}
    ```
    ```yaml compose.yaml
    services:
      api:
        ports: ["4010:4010"]
    ```

    ## Use instead
    ```yaml registry/registry.yaml
    services:
      - {name: web, port: 4000}
      - {name: api, port: 4010}
    ```

    ## Fix safety
    There is no automatic fix: only you know who owns the port.

    ## Known limits
    The inside of containers, tests, examples, docs, backups, CI pipelines, allowed origins and
    calls to other hosts are left out. One finding for each port, at the place that claims it
    most; one that is only called is a note. What a registered service publishes on another
    number is PRT206's.
    """
    if project.registry is None:
        return
    for (port, transport), uses in sorted(_unowned(project, project.registry).items()):
        best = min(uses, key=_weight)
        name = conventional().get(port) if transport == "tcp" else None
        yield Hit(
            best.location,
            port=port,
            service=best.service,
            severity=Severity.NOTE if best.role is Role.CONNECT else None,
            transport=transport,
            known=f" ({name} by convention)" if name else "",
            role=WORDS[best.role],
            by=f" by {best.service}" if best.service else "",
            like=tuple(use.location for use in uses if use is not best),
            rest=more(uses[1:]),
        )

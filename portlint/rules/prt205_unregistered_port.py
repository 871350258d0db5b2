from collections import defaultdict
from collections.abc import Iterator

from portlint.core import Hit, PortUse, Project, Role, Severity, Tier, rule
from portlint.core.judgement import evidence, in_program, is_live, is_loopback, more

WORDS = {Role.PUBLISH: "published", Role.LISTEN: "listened on", Role.CONNECT: "called"}


def _claims(use: PortUse) -> bool:
    if not is_live(use):
        return False
    if use.role is Role.PUBLISH:
        return True
    if use.role is Role.LISTEN:
        return in_program(use) or use.format == "compose"
    return use.role is Role.CONNECT and is_loopback(use) and in_program(use)


@rule(
    code="PRT205",
    name="unregistered-port",
    tier=Tier.REGISTRY,
    severity=Severity.WARNING,
    message=(
        "{port}/{transport} is {role}, and no entry of the registry owns it{rest}; the "
        "next service to pick a port may take it, so register it"
    ),
)
def unregistered_port(project: Project) -> Iterator[Hit]:
    """Finds a port in use that no registered service owns.

    ## What it does
    Finds a port that is published, listened on or called on this machine, and that no
    registered service owns.

    ## Why is this bad?
    A port that the registry does not know is free in the eyes of whoever picks the next one.

    ## Example
    ```yaml compose.yaml
    services:
      api:
        ports: ["4010:4010"]
    ```

    ## Use instead
    ```yaml registry/registry.yaml
    services:
      - {name: api, port: 4010}
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    The inside of containers, tests, examples, docs and calls to other hosts are left out. One
    finding for each port, at the place that claims it most. What a registered service publishes
    on another number is PRT206's.
    """
    registry = project.registry
    if registry is None:
        return
    owned = {
        (side, port.transport)
        for service in registry.services
        for port in service.ports
        for side in (port.host, port.container)
    }
    claims: dict[tuple[int, str], list[PortUse]] = defaultdict(list)
    for use in project.facts.of(PortUse):
        key = (use.port, use.transport or "tcp")
        named = use.role is Role.PUBLISH and registry.named(use.service)
        if key not in owned and not named and _claims(use):
            claims[key].append(use)
    for (port, transport), uses in sorted(claims.items()):
        best = min(uses, key=lambda use: (evidence(use), use.location))
        yield Hit(
            best.location,
            port=port,
            service=best.service,
            transport=transport,
            role=WORDS[best.role],
            rest=more(len(uses) - 1),
        )

from collections.abc import Iterator

from portlint.core import (
    DeclaredService,
    Hit,
    Location,
    PortMapping,
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
from portlint.core.judgement import is_live, is_variant


def _known(registry: Registry, names: tuple[str, ...]) -> Service | None:
    return next((found for name in names if (found := registry.named(name))), None)


def _compared(service: Service, mapping: PortMapping) -> Iterator[tuple[str, Hit]]:
    """Yield what differs, by side."""
    hosts = {port.host for port in service.ports if port.host is not None}
    targets = {port.container for port in service.ports}
    first, last = mapping.target
    if not targets & set(range(first, min(last, first + 100) + 1)):
        if len(targets) == 1:
            yield "container", _hit(service, mapping.location, "container", first)
    elif mapping.published and hosts:
        begin, end = mapping.published
        if not hosts & set(range(begin, min(end, begin + 100) + 1)):
            yield "host", _hit(service, mapping.location, "host", begin)


def _hit(service: Service, place: Location, side: str, port: int) -> Hit:
    entry = service.ports[0]
    registered = entry.host if side == "host" else entry.container
    verb = "published on" if side == "host" else "reached in its container on"
    return Hit(
        place,
        port=port,
        service=service.name,
        related=(
            Related(entry.location, f"registered {'on' if side == 'host' else 'as'} {registered}"),
        ),
        verb=verb,
        word="on" if side == "host" else "with container port",
        registered=registered,
    )


def _variables(project: Project, registry: Registry) -> Iterator[Hit]:
    """Yield environment files' `NAME_PORT` that is neither side of NAME's port."""
    owners = {
        _variable(service): service for service in registry.services if len(service.ports) == 1
    }
    for use in project.facts.of(PortUse):
        service = (
            owners.get(use.name) if use.format == "env" and use.role is Role.DECLARE else None
        )
        if service and is_live(use):
            entry = service.ports[0]
            if use.port not in (entry.host, entry.container):
                yield Hit(
                    use.location,
                    port=use.port,
                    service=service.name,
                    related=(Related(entry.location, f"registered as {entry.host}"),),
                    verb=f"set by {use.name} to",
                    word="on",
                    registered=entry.host or entry.container,
                )


def _variable(service: Service) -> str:
    return service.env or f"{service.name.upper().replace('-', '_')}_PORT"


@rule(
    code="PRT206",
    name="registry-mismatch",
    tier=Tier.REGISTRY,
    severity=Severity.ERROR,
    message=(
        "{service} is {verb} {port}, but registered {word} {registered}: whoever trusts "
        "the registry calls the wrong port"
    ),
)
def registry_mismatch(project: Project) -> Iterator[Hit]:
    """Finds a registered service that appears with another number.

    ## What it does
    Finds a registered service that appears with another number.

    ## Why is this bad?
    Everything that was generated from the registry calls the registered port, where nobody
    listens: `ECONNREFUSED`.

    ## Example
    ```yaml compose.yaml
    services:
      grafana:
        ports: ["3105:3000"]
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      grafana:
        ports: ["3000:3000"]
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    The side decides what is compared: the host's side of a mapping with `port`, the container's
    with `container_port`. A service is known by its name, its aliases and its container name.
    One finding for each service and side.
    """
    registry = project.registry
    if registry is None:
        return
    names = {
        (one.location.path, one.name): one.aliases for one in project.facts.of(DeclaredService)
    }
    seen: set[tuple[str, str]] = set()
    for mapping in project.facts.of(PortMapping):
        aliases = names.get((mapping.location.path, mapping.service), ())
        service = _known(registry, (mapping.service, *aliases))
        if service and service.ports and not is_variant(mapping.location.path):
            for side, hit in _compared(service, mapping):
                if (service.name, side) not in seen:
                    seen.add((service.name, side))
                    yield hit
    yield from _variables(project, registry)

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portlint.core import (
    Applicability,
    DeclaredService,
    Edit,
    Fix,
    Generated,
    GenerationError,
    Hit,
    Location,
    PortUse,
    Project,
    Registry,
    Related,
    Service,
    Severity,
    Tier,
    rule,
)
from portlint.core.addresses import named, on_host
from portlint.core.homes import Homes
from portlint.core.judgement import runs

TEMPLATE = re.compile(r"(?:^|\.)env\.(?:example|sample|template|tmpl|dist|defaults)\Z")
"""The name of a file that people copy to `.env`."""


@dataclass(frozen=True, slots=True)
class Known:
    """A variable of a registered port: the numbers that are right in it, the best one first."""

    service: Service
    entry: Location
    right: tuple[int, ...]
    alone: bool
    """Whether PRT206 looks at it too, in files that are no templates."""


@rule(
    code="PRT702",
    name="env-drift",
    tier=Tier.REGISTRY,
    severity=Severity.WARNING,
    message=(
        "{variable} is {port} here and {own} in {source}: {reader} and who reads that use "
        "two ports"
    ),
)
def env_drift(project: Project) -> Iterator[Hit]:
    """Finds an environment file, its template and the registry saying different ports.

    ## What it does
    Compares the variables of registered ports in `.env` and in what people copy to it
    (`.env.example`, `.env.sample`, `.env.template`) with the registry: `API_PORT` with both sides
    of the port, `API_HOST_PORT`, `API_URL_CONTAINER`, `API_URL_HOST` and `API_URL_PUBLIC`, as
    `portlint sync` writes them, each with its own side. Then `.env` with the template beside it.

    ## Why is this bad?
    A newcomer copies the template, and calls a port that has moved: `connect ECONNREFUSED
    127.0.0.1:4011`. What `.env` says wins over what was generated.

    ## Example
    ```yaml registry/registry.yaml
    services:
      - {name: api, port: 4010}
    ```
    ```sh .env.example
    API_PORT=4011
    ```

    ## Use instead
    ```sh .env.example
    API_PORT=4010
    ```

    ## Fix safety
    The fix writes the registered number. It is safe where one number alone is right; where the
    host's and the container's side differ, and either may be meant, it is unsafe.

    ## Known limits
    A file counts for a service at the repository's root, in the service's own folder, and beside
    a Compose file that declares the service: elsewhere the same name may be another program's. A
    missing `.env` is normal, and other files (`.env.production`) may differ on purpose. In `.env`
    itself the variable of a service with one port is PRT206's.
    """
    if project.registry is None:
        return
    known = _known(project.registry)
    uses = list(_uses(project, known))
    for use in uses:
        one = known[use.name]
        if use.port not in one.right and (_is_template(use) or not one.alone):
            yield _hit(use, one, "the registry", one.entry, one.right[0])
    local = {
        (_folder(use), use.name): use
        for use in uses
        if not _is_template(use) and use.port in known[use.name].right
    }
    for use in uses:
        other = local.get((_folder(use), use.name))
        right = use.port in known[use.name].right
        if other and right and _is_template(use) and other.port != use.port:
            yield _hit(use, known[use.name], other.location.path, other.location, other.port)


def _known(registry: Registry) -> dict[str, Known]:
    """Return the variables of a registry, by name; none where two ports share one."""
    try:
        ports = named(registry)
    except GenerationError:
        return {}
    found: dict[str, Known] = {}
    for one in ports:
        service, port = one.service, one.port
        host = on_host(service, port)
        both = tuple(dict.fromkeys(side for side in (host, port.container) if side))
        sides = {
            one.variable: both,
            one.host_port: (host,) if host else (),
            one.url("container"): (port.container,) if service.container else both,
            one.url("host"): (host,) if host else (),
            one.url("public"): (host,) if host else (),
        }
        for name, right in sides.items():
            if right:
                alone = name == one.variable and len(service.ports) == 1
                found[name] = Known(service, port.location, right, alone)
    return found


def _uses(project: Project, known: dict[str, Known]) -> Iterator[PortUse]:
    """Yield the ports of `.env` and its templates that a registered variable carries."""
    if project.registry is None:
        return
    homes = Homes(project.registry)
    generated = {fact.location.path for fact in project.facts.of(Generated)}
    declared = {
        (one.location.path.rpartition("/")[0], name)
        for one in project.facts.of(DeclaredService)
        for name in (one.name, *one.aliases)
    }
    for use in project.facts.of(PortUse):
        path = use.location.path
        if use.format != "env" or use.name not in known or path in generated:
            continue
        if not (_is_template(use) or path.rpartition("/")[2] == ".env") or not runs(_copied(path)):
            continue
        own, folder = known[use.name].service, _folder(use)
        beside = any((folder, name) in declared for name in own.names)
        if not folder or beside or homes.of(path) is own:
            yield use


def _hit(use: PortUse, one: Known, source: str, entry: Location, number: int) -> Hit:
    sure = Applicability.SAFE if len(one.right) == 1 else Applicability.UNSAFE
    return Hit(
        use.location,
        port=use.port,
        service=one.service.name,
        related=(Related(entry, f"{number} here"),),
        fix=Fix(sure, (Edit(use.location, str(number)),)),
        variable=use.name,
        own=number,
        source=source,
        reader="who copies this file" if _is_template(use) else "who reads this file",
    )


def _is_template(use: PortUse) -> bool:
    return TEMPLATE.search(use.location.path) is not None


def _copied(path: str) -> str:
    """Return the path that a template is copied to."""
    return TEMPLATE.sub("env", path)


def _folder(use: PortUse) -> str:
    return use.location.path.rpartition("/")[0]

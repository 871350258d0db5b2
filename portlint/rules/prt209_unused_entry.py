from collections import defaultdict
from collections.abc import Iterable, Iterator

from portlint.core import (
    DeclaredService,
    Hit,
    PortUse,
    Project,
    Registry,
    Role,
    Service,
    Severity,
    Tier,
    rule,
)
from portlint.core.homes import Homes
from portlint.core.judgement import PROGRAMS, deployed, live
from portlint.core.names import words

FEW = 20
"""A word that more names than this hold tells nothing: `service`, `api`."""


def _offers(use: PortUse) -> bool:
    """Tell whether a port is offered here: published, listened on, or a program's default."""
    default = use.role is Role.DECLARE and use.format in PROGRAMS
    return default or use.role in (Role.PUBLISH, Role.LISTEN)


def _offered(project: Project, registry: Registry) -> dict[int, set[str]]:
    """Return the ports that are offered, and by which registered services: "" is a stranger."""
    homes = Homes(registry)
    aliases = {
        (one.location.path, one.name): one.aliases for one in project.facts.of(DeclaredService)
    }
    found: dict[int, set[str]] = {}
    for use in live(project):
        if not _offers(use):
            continue
        names = (use.service, *aliases.get((use.location.path, use.service), ()))
        known = (one for name in names if (one := registry.named(name)))
        service = next(known, None) or homes.of(use.location.path)
        found.setdefault(use.port, set()).add(service.name if service else "")
    return found


def _by_word(names: Iterable[str]) -> dict[str, set[str]]:
    """Return the names that hold a word, of words that tell something apart."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for word in words(name):
            found[word].add(name)
    return {word: holders for word, holders in found.items() if len(holders) <= FEW}


def _known(service: Service) -> frozenset[str]:
    """Return what a service may be called where it is declared; `db` of stack shop is shop-db."""
    stack = f"{service.stack.name}-" if service.stack else ""
    return service.names | {service.name.removeprefix(stack)}


def _has_code(service: Service, paths: frozenset[str]) -> bool:
    """Tell whether what runs on the host lies here; a container needs somebody to start it."""
    folders = tuple(f"{path.strip('./*')}/" for path in service.paths)
    return not service.container and any(path.startswith(folders) for path in paths)


def _advice(service: Service, strangers: dict[str, set[str]]) -> str:
    """Say what to do; a declared name that holds this one, or is held by it, may be the same."""
    own = set(words(service.name))
    sharing = {name for word in own for name in strangers.get(word, ())}
    near = [name for name in sharing if own <= set(words(name)) or own >= set(words(name))]
    if not near:
        return "remove it, or say `external: true`"
    name = min(near, key=lambda one: (len(one), one))
    return f"if {name} is the same, say `aliases: [{name}]`"


@rule(
    code="PRT209",
    name="unused-entry",
    tier=Tier.REGISTRY,
    severity=Severity.NOTE,
    message=(
        "{service} is registered, and nothing in the repository declares it, or publishes"
        " or listens on its port: who calls it finds nobody; {advice}"
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
    docs are no proof that it exists, nor is its port where another registered service has it.
    A service of the host (`container: false`) exists where one of its `paths` holds a file.
    `shop-db` of stack `shop` is what a file calls `db`.
    """
    registry = project.registry
    if registry is None:
        return
    offered = _offered(project, registry)
    names: set[str] = set()
    for declared in deployed(project, DeclaredService):
        names |= {declared.name, *declared.aliases}
    strangers = _by_word(name for name in names if not registry.named(name))
    for service in registry.services:
        ports = [port.host or port.container for port in service.ports]
        found = any(offered.get(port, set()) & {"", service.name} for port in ports)
        here = found or _known(service) & names or _has_code(service, project.paths)
        if not service.external and not here:
            yield Hit(
                service.location,
                service=service.name,
                port=ports[0] if ports else None,
                advice=_advice(service, strangers),
            )

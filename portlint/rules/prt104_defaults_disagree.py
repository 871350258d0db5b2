import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

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
from portlint.core.homes import Homes, sides, variable
from portlint.core.judgement import live
from portlint.core.names import carries_port

SHARED = frozenset(("PORT", "DB_PORT", "DATABASE_PORT", "SMTP_PORT", "MAIL_PORT"))
"""Names that several programs of one package give to ports of their own."""

ANCHOR = re.compile(
    r"(?:^|/)(?:package\.json|pyproject\.toml|setup\.py|requirements\.txt|go\.mod|Dockerfile[^/]*|"
    r"(?:docker-)?compose[^/]*\.ya?ml|\.env[^/]*)$"
)
ENVIRONMENT = re.compile(r"[A-Z][A-Z0-9_]*\Z")
Groups = dict[tuple[str, str], list[PortUse]]


def packages(paths: Iterable[str]) -> frozenset[str]:
    """Return the folders that hold a service or a package of their own."""
    return frozenset(path.rpartition("/")[0] for path in paths if ANCHOR.search(path))


def _package(path: str, anchors: frozenset[str]) -> str:
    folder = path.rpartition("/")[0]
    while folder and folder not in anchors:
        folder = folder.rpartition("/")[0]
    return folder


def _variable(use: PortUse) -> str:
    """Return the variable that a port is the default of; an image's ENV is a default too."""
    image = use.format == "dockerfile" and use.role is Role.DECLARE
    return use.default_of or (use.name if image else "")


def _groups(project: Project) -> Groups:
    anchors = packages(project.paths)
    groups: Groups = defaultdict(list)
    for use in live(project):
        name = _variable(use)
        if ENVIRONMENT.match(name) and carries_port(name):
            groups[_package(use.location.path, anchors), name].append(use)
    return groups


def _owners(groups: Groups, registry: Registry | None) -> dict[tuple[str, str], Service]:
    """Return the registered service that a package's variable belongs to, where there is one."""
    if registry is None:
        return {}
    homes = Homes(registry)
    named = {variable(one): one for one in registry.services if one.ports}
    found = {}
    for (package, name), uses in groups.items():
        home = homes.of(uses[0].location.path) if name == "PORT" else None
        if owner := named.get(name) or home:
            found[package, name] = owner
    return found


def _is_strange(use: PortUse, owner: Service) -> bool:
    """Tell whether a default is no port of its owner; what it publishes itself is PRT206's."""
    told = use.service in owner.names or use.format == "dockerfile"
    return not told and use.port not in sides(owner)


def _against_registry(use: PortUse, name: str, owner: Service) -> Hit:
    numbers = sorted(sides(owner))
    return Hit(
        use.location,
        port=use.port,
        service=owner.name,
        related=(Related(owner.ports[0].location, f"{owner.name} is registered here"),),
        fix=_fix(use, numbers[0]) if len(numbers) == 1 else None,
        variable=name,
        other=" or ".join(map(str, numbers)),
        source=f"by the registry, as {owner.name}",
    )


def _against_other(use: PortUse, name: str, first: PortUse) -> Hit:
    return Hit(
        use.location,
        port=use.port,
        related=(Related(first.location, f"{name} falls back to {first.port} here"),),
        fix=_fix(use, first.port),
        variable=name,
        other=first.port,
        source=f"in {first.location.spot}",
    )


def _fix(use: PortUse, port: int) -> Fix:
    return Fix(Applicability.UNSAFE, (Edit(use.location, str(port)),))


@rule(
    code="PRT104",
    name="defaults-disagree",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "{variable} falls back to {port} here and is {other} {source}: where it is not set, two "
        "parts of one system use two ports"
    ),
)
def defaults_disagree(project: Project) -> Iterator[Hit]:
    """Finds one variable with two different default ports in one service.

    ## What it does
    Finds one variable with two different default ports in one service, and a default that
    differs from what the registry says of the service whose variable it is.

    ## Why is this bad?
    As long as the variable is set, nobody notices. The day it is not, one half listens on the
    one port and the other half calls the other: `ECONNREFUSED`.

    ## Example
    ```js server.js
    server.listen(process.env.API_PORT || 3001);
    ```
    ```js client.js
    const url = `http://localhost:${process.env.API_PORT || 3000}`;
    ```

    ## Use instead
    ```js server.js
    server.listen(process.env.API_PORT || 3001);
    ```
    ```js client.js
    const url = `http://localhost:${process.env.API_PORT || 3001}`;
    ```

    ## Fix safety
    The fix writes the registered number, else the one of the first place; where the registry has
    one for the host and another for the container there is none. It is unsafe: it cannot know
    which of the two is meant.

    ## Known limits
    A variable is looked at within one package (the nearest folder that holds a Dockerfile, a
    Compose file, an environment file or a package manifest), so that `PORT` of two services is
    two variables; `PORT` itself is held against the registry alone, in a folder named after its
    service. Tests, examples, backups and messages are exempt. One finding for each variable.
    """
    groups = _groups(project)
    owners = _owners(groups, project.registry)
    for (package, name), uses in sorted(groups.items()):
        owner = owners.get((package, name))
        strange = [use for use in uses if owner and _is_strange(use, owner)]
        others = [use for use in uses if use.port != uses[0].port]
        if owner and strange:
            yield _against_registry(strange[0], name, owner)
        elif others and not owner and name not in SHARED:
            yield _against_other(others[0], name, uses[0])

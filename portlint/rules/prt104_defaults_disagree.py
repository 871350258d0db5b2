import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from portlint.core import Hit, PortUse, Project, Related, Severity, Tier, rule
from portlint.core.judgement import is_live, is_variant
from portlint.core.names import carries_port

SHARED = frozenset(("PORT", "port", "DB_PORT", "DATABASE_PORT", "SMTP_PORT", "MAIL_PORT"))
"""Names that several programs of one package give to ports of their own."""

ANCHOR = re.compile(
    r"(?:^|/)(?:package\.json|pyproject\.toml|setup\.py|requirements\.txt|go\.mod|Dockerfile[^/]*|"
    r"(?:docker-)?compose[^/]*\.ya?ml|\.env[^/]*)$"
)


def packages(paths: Iterable[str]) -> frozenset[str]:
    """Return the folders that hold a service or a package of their own."""
    return frozenset(path.rpartition("/")[0] for path in paths if ANCHOR.search(path))


def _package(path: str, anchors: frozenset[str]) -> str:
    folder = path.rpartition("/")[0]
    while folder and folder not in anchors:
        folder = folder.rpartition("/")[0]
    return folder


@rule(
    code="PRT104",
    name="defaults-disagree",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "{variable} falls back to {port} here and to {other} in {place}: where it is not "
        "set, two parts of one service use two ports"
    ),
)
def defaults_disagree(project: Project) -> Iterator[Hit]:
    """Finds one variable with two different default ports in one service.

    ## What it does
    Finds one variable with two different default ports in one service.

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
    ```js ports.js
    export const API_PORT = process.env.API_PORT || 3001;
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    A variable is looked at within one package (the nearest folder that holds a Dockerfile, a
    Compose file, an environment file or a package manifest), so that `PORT` of two services is
    two variables. Tests and examples are exempt.
    """
    anchors = packages(project.paths)
    groups: dict[tuple[str, str], list[PortUse]] = defaultdict(list)
    for use in project.facts.of(PortUse):
        name = use.default_of
        telling = name.isidentifier() and name not in SHARED and carries_port(name)
        if telling and is_live(use) and not is_variant(use.location.path):
            groups[_package(use.location.path, anchors), use.default_of].append(use)
    for (_, variable), uses in sorted(groups.items()):
        first = uses[0]
        for use in uses:
            if use.port != first.port:
                message = f"{variable} falls back to {first.port} here"
                yield Hit(
                    use.location,
                    port=use.port,
                    related=(Related(first.location, message),),
                    variable=variable,
                    other=first.port,
                    place=f"{first.location.path}:{first.location.line}",
                )
                break

import re
from collections.abc import Iterator
from ipaddress import ip_address

from portlint.core import Applicability, Edit, Fix, Hit, Map, Project, Severity, Text, Tier, rule
from portlint.core.tables import guarded
from portlint.deployment.entries import ahead, port_entries, quoted
from portlint.deployment.model import Publication
from portlint.deployment.published import claims

LOOPBACK = "127.0.0.1"
BRACED = re.compile(r"\$\{(?:[^{}]|\{[^{}]*\})*\}")
PORTS = re.compile(r"[\d$-]+(?::[\d$-]+)?(?:/\w+)?\Z")
"""One side of a mapping or both, a variable in braces as `$`: no address stands before them."""


def _everywhere(one: Publication) -> bool:
    """Tell whether a mapping is open on every address of the host."""
    if not one.known:
        return False
    try:
        return not one.host_ip or ip_address(one.host_ip).is_unspecified
    except ValueError:
        return False


def _fix(project: Project, one: Publication) -> Fix | None:
    """Return the address that keeps a mapping on its host, where none is written."""
    entry = port_entries(project).get(one.location)
    value = entry.value if entry else None
    if one.host_ip or value is None:
        return None
    if isinstance(value, Text) and PORTS.match(BRACED.sub("$", value.value)):
        sign = ":" if one.published else "::"
        text = f"{LOOPBACK}{sign}{value.value}"
        return Fix(Applicability.UNSAFE, (quoted(value, text),))
    if isinstance(value, Map) and len(value.pairs) > 1:
        first, second = value.pairs[0][0].location, value.pairs[1][0].location
        apart = ", " if first.line == second.line else "\n" + " " * (first.column - 1)
        text = f"host_ip: {LOOPBACK}{apart}"
        return Fix(Applicability.UNSAFE, (Edit(ahead(first), text),))
    return None


@rule(
    code="PRT307",
    name="published-on-all-interfaces",
    tier=Tier.PEDANTIC,
    severity=Severity.NOTE,
    security="5.3",
    message=(
        "`{service}` (a {kind}) is open to everybody who reaches this host on {outer}, past its "
        "firewall: containers need no published port, and for the host itself write `{remedy}`"
    ),
)
def published_on_all_interfaces(project: Project) -> Iterator[Hit]:
    """Finds a database, cache or admin tool that is published to the whole network.

    ## What it does
    Finds a mapping without a host address, or with `0.0.0.0` or `[::]`, of an image that is known
    as a database, a cache or an admin tool.

    ## Why is this bad?
    Docker writes its own rules before the firewall's: what is published is open to everybody who
    reaches the host, whatever `ufw` says. Containers of the project reach it without `ports`.

    ## Example
    ```yaml compose.yaml
    services:
      db:
        image: postgres
        ports: ["5432:5432"]
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      db:
        image: postgres
        ports: ["127.0.0.1:5432:5432"]
    ```

    ## Fix safety
    The fix writes `127.0.0.1`. It is unsafe: other machines may use the port on purpose.

    ## Known limits
    Pedantic: on a developer's machine it is mostly meant so. Images are known by name; one that
    is built here is not judged.
    """
    for claim in claims(project):
        service, one = claim.service, claim.publication
        kind = guarded(service.image.text) if service.image else ""
        if kind and one.transport == "tcp" and _everywhere(one):
            outer = one.published[0] if one.published else "a port that the engine picks"
            inner = one.target[0]
            host = outer if one.published else ""
            yield Hit(
                one.location,
                port=one.published[0] if one.published else inner,
                service=service.name,
                fix=_fix(project, one),
                kind=kind,
                outer=outer,
                remedy=f"{LOOPBACK}:{host}:{inner}",
            )

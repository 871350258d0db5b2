from collections import defaultdict
from collections.abc import Iterable, Iterator

from portlint.core import (
    Confidence,
    Hit,
    Location,
    Picks,
    Project,
    Related,
    Severity,
    Tier,
    rule,
)
from portlint.deployment.model import Span, Stack
from portlint.deployment.published import (
    Claim,
    Collision,
    claimed,
    collisions,
    free_port,
    multiplied,
)
from portlint.deployment.stacks import stacks_of

Pair = tuple[Location, Location]
SHOWN = 3
"""Further ports that a message names."""


def _more(found: list[Collision]) -> str:
    ports = [str(one.port) for one in found[1:]]
    if not ports:
        return ""
    rest = f" and {len(ports) - SHOWN} more" if len(ports) > SHOWN else ""
    return f" (and {', '.join(ports[:SHOWN])}{rest})"


def _who(found: list[Collision]) -> str:
    first, second = found[0].first, found[0].second
    ports = f"{found[0].port}{_more(found)}"
    if first.service.name == second.service.name:
        return f"`{second.service.name}` publishes {ports} twice, for two ports of its container"
    whose = f"`{second.service.name}` publishes {ports}, which `{first.service.name}` has already"
    profile = found[0].profile
    return f"{whose}, once profile `{profile}` is on" if profile else whose


def _pairs(stack: Stack) -> Iterable[list[Collision]]:
    """Return what collides, by the two services that it is between."""
    pairs: dict[tuple[str, str], list[Collision]] = defaultdict(list)
    for one in collisions(stack):
        pairs[one.first.service.name, one.second.service.name].append(one)
    return pairs.values()


def _chosen(project: Project, stack: Stack, found: list[Collision]) -> bool:
    """Tell whether pages beside a stack start its two services by commands of their own."""
    own = {found[0].first.service.name, found[0].second.service.name}
    folder = f"{stack.folder}/".lstrip("/")
    picked = [
        own.intersection(one.services)
        for one in project.facts.of(Picks)
        if one.location.path.startswith(folder)
    ]
    return all({name} in picked for name in own) and own not in picked


def _places(first: Claim, second: Claim) -> Pair:
    return first.publication.location, second.publication.location


def _twice(found: list[Collision], taken: list[Span]) -> Hit:
    first, second = found[0].first, found[0].second
    free = free_port(taken, found[0].port)
    related = (Related(first.publication.location, f"{first.service.name} publishes it here"),)
    return Hit(
        second.publication.location,
        port=found[0].port,
        service=second.service.name,
        related=related,
        severity=Severity.WARNING if found[0].profile else None,
        confidence=Confidence.MEDIUM if found[0].profile else Confidence.HIGH,
        who=_who(found),
        outcome="the one that starts later does not start",
        remedy=f"give one of them another host port, such as {free}" if free else "move one",
    )


def _often(claim: Claim) -> Hit:
    first, last = claim.span[0], claim.span[0] + claim.service.replicas - 1
    inner = claim.publication.target[0]
    return Hit(
        claim.publication.location,
        port=first,
        service=claim.service.name,
        who=f"`{claim.service.name}` runs {claim.service.replicas} times, each with {first}",
        outcome="all containers but the first do not start",
        remedy=f"publish a range (`{first}-{last}:{inner}`), or put a proxy in front of them",
    )


@rule(
    code="PRT301",
    name="duplicate-host-port",
    tier=Tier.DEFAULT,
    severity=Severity.ERROR,
    message="{who}: {outcome} (`port is already allocated`); {remedy}",
)
def duplicate_host_port(project: Project) -> Iterator[Hit]:
    """Finds a port of the host that two containers of one project want.

    ## What it does
    Finds two mappings of one merged Compose project with the same host port, transport and an
    address in common; and a fixed host port of a service that runs more than once.

    ## Why is this bad?
    The host has each port once. Whoever comes second does not start:
    `Bind for 0.0.0.0:8080 failed: port is already allocated`, or `address already in use`.

    ## Example
    ```yaml compose.yaml
    services:
      web:
        image: nginx
        ports: ["8080:80"]
      admin:
        image: adminer
        ports: ["8080:8080"]
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      web:
        image: nginx
        ports: ["8080:80"]
      admin:
        image: adminer
        ports: ["8081:8080"]
    ```

    ## Fix safety
    There is no fix: which of the two moves is a decision.

    ## Known limits
    Services whose profiles have nothing in common may share a port; of one with a profile and one
    without, it is a warning. A range from which the engine picks (`8000-8010:80`) is taken to have
    one left. A stack of 20 services or more, in which five or more collide by different variables,
    is a menu from which people pick, and is not judged; nor are two services that a page beside
    the stack starts by name, each by a command of its own, and replicas in what is written for a
    swarm. Files that run together as no file says are seen apart: name them in `projects`.
    """
    hits: dict[Pair, Hit] = {}
    for stack in stacks_of(project):
        taken = claimed(stack)
        for found in _pairs(stack):
            if not _chosen(project, stack, found):
                hits.setdefault(_places(found[0].first, found[0].second), _twice(found, taken))
        for claim in multiplied(stack):
            hits.setdefault(_places(claim, claim), _often(claim))
    yield from hits.values()

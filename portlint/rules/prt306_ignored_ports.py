from collections.abc import Iterator

from portlint.core import Applicability, Edit, Fix, Hit, Location, Project, Severity, Tier, rule
from portlint.core.judgement import runs
from portlint.deployment.entries import services_written, without
from portlint.deployment.model import Service, Stack
from portlint.deployment.stacks import stacks_of


def _ports(stack: Stack, service: Service) -> tuple[str, str]:
    """Return what becomes of `ports` under a network mode, and what to write instead."""
    kind, _, name = service.network_mode.partition(":")
    numbers = ", ".join(str(one.target[0]) for one in service.ports[:3])
    if kind == "host":
        outcome = "published ports are discarded when using host network mode"
        return outcome, "take `ports` out: what it listens on is open on the host anyway"
    if kind == "service" and name in stack.services:
        outcome = "conflicting options: port publishing and the container type network mode"
        return outcome, f"publish {numbers} on `{name}`, whose network it shares"
    if kind in ("service", "container"):
        outcome = "conflicting options: port publishing and the container type network mode"
        return outcome, f"publish {numbers} on `{name}`"
    return "there is no network to publish them from", "take `ports` out, or `network_mode`"


def _effect(service: Service) -> str:
    if service.network_mode.partition(":")[0] in ("service", "container"):
        return f"`{service.name}` does not start with `ports`"
    return f"`ports` of `{service.name}` do nothing"


def _written(project: Project, stack: Stack, service: Service) -> bool:
    """Tell whether a variable decides over the network mode: then the ports are for another."""
    found = (services_written(project).get((path, service.name)) for path in stack.files)
    return any("$" in one.text("network_mode") for one in found if one)


def _fix(project: Project, service: Service, place: Location) -> Fix | None:
    """Return the edit that takes discarded ports out."""
    written = services_written(project).get((place.path, service.name))
    if written is None or service.network_mode != "host":
        return None
    stretch = without(written, "ports")
    return Fix(Applicability.SAFE, (Edit(stretch, ""),)) if stretch else None


@rule(
    code="PRT306",
    name="ignored-ports",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message="{effect} under `network_mode: {mode}` ({outcome}); {remedy}",
)
def ignored_ports(project: Project) -> Iterator[Hit]:
    """Finds ports and networks that a network mode makes void.

    ## What it does
    Finds `ports` under `network_mode: host`, `service:…`, `container:…` or `none`, and `networks`
    beside any `network_mode`.

    ## Why is this bad?
    Under `host` the ports are left out: `Published ports are discarded when using host network
    mode`. Under `service:…` the container is not made: `conflicting options: port publishing and
    the container type network mode`. With both, Compose refuses the file: `declares mutually
    exclusive network_mode and networks`.

    ## Example
    ```yaml compose.yaml
    services:
      agent:
        image: agent
        network_mode: host
        ports: ["9100:9100"]
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      agent:
        image: agent
        network_mode: host
    ```

    ## Fix safety
    The fix takes out `ports` under `host`, and is safe: they do nothing. It is not given where a
    comment stands behind them. What else is found has no fix.

    ## Known limits
    Silent where a variable decides over the network mode.
    """
    seen = set()
    for stack in stacks_of(project):
        for service in stack.services.values():
            if not service.network_mode or _written(project, stack, service):
                continue
            for hit in _hits(project, stack, service):
                if hit.location not in seen and runs(hit.location.path):
                    seen.add(hit.location)
                    yield hit


def _hits(project: Project, stack: Stack, service: Service) -> Iterator[Hit]:
    mode = service.network_mode
    joined = next((one.location for one in service.networks if one.location), None)
    if joined:
        yield Hit(
            joined, service=service.name, mode=mode,
            effect=f"`{service.name}` cannot have `networks`",
            outcome="Compose refuses the file: the two are mutually exclusive",
            remedy="take one of them out", severity=Severity.ERROR,
        )  # fmt: skip
    if service.ports and mode not in ("bridge", "default"):
        first = service.ports[0]
        outcome, remedy = _ports(stack, service)
        yield Hit(
            first.location, port=first.target[0], service=service.name, mode=mode,
            effect=_effect(service),
            outcome=outcome, remedy=remedy, fix=_fix(project, service, first.location),
        )  # fmt: skip

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from portlint.core import Hit, Location, Project, Related, Severity, Tier, rule
from portlint.deployment.answer import Answer, Cause
from portlint.deployment.connections import connections, hit_of

TESTED = re.compile(r"(?:^|/)(?:tests?|e2e|integration(?:[-_]?tests?)?|testdata|fixtures?)/")
"""Folders of stacks that tests start: CI does so on Linux, and gives them the name."""


@rule(
    code="PRT406",
    name="host-gateway-missing",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "`{service}` calls `{address}`, and on Linux {why} (ENOTFOUND host.docker.internal): "
        "add `{remedy}` to `{service}`"
    ),
)
def host_gateway_missing(project: Project) -> Iterator[Hit]:
    """Finds a container that calls its host by a name that only Docker Desktop gives.

    ## What it does
    Finds `host.docker.internal` in what a container reads, where its service has no
    `extra_hosts` entry for it.

    ## Why is this bad?
    Docker Desktop makes up the name; Docker on Linux, and so CI and production, does not:
    `getaddrinfo ENOTFOUND host.docker.internal`.

    ## Example
    ```yaml compose.yaml
    services:
      web:
        image: web
        environment:
          API_URL: http://host.docker.internal:4000
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      web:
        image: web
        environment:
          API_URL: http://host.docker.internal:4000
        extra_hosts: ["host.docker.internal:host-gateway"]
    ```

    ## Fix safety
    There is no fix: where the entry goes depends on what else the service says.

    ## Known limits
    One finding for each service, which names its other calls as well. `platform = "desktop"` in
    the configuration says that the stack runs nowhere else, and silences the rule. Silent in
    folders of tests, whose runners often give containers the name themselves, and where the
    container's own command writes it into `/etc/hosts`.
    """
    found: dict[tuple[Location, str], list[Answer]] = defaultdict(list)
    for answer in connections(project).broken(Cause.NO_GATEWAY):
        if TESTED.search(answer.reference.service.location.path):
            continue
        found[answer.reference.service.location, answer.reference.host].append(answer)
    for first, *others in found.values():
        related = (Related(o.reference.location, f"{o.reference.name} too") for o in others)
        yield hit_of(replace(first, related=tuple(related)))

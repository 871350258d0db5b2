import re
from collections.abc import Iterator
from functools import reduce

from portlint.core import Applicability, Edit, Fix, Hit, Project, Severity, Text, Tier, rule
from portlint.deployment.entries import port_entries

BASE_60 = re.compile(r"[1-9][0-9_]{0,9}(?::[0-5]?[0-9])+\Z")
"""An integer to YAML 1.1 (https://yaml.org/type/int.html)."""


def _number(text: str) -> int:
    parts = (int(part) for part in text.replace("_", "").split(":"))
    return reduce(lambda whole, part: whole * 60 + part, parts)


@rule(
    code="PRT304",
    name="sexagesimal-port",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "`{text}` without quotes is the number {number} to readers of YAML 1.1 (podman-compose, "
        'Ansible, PyYAML): they map another port, or none; write `"{text}"`'
    ),
)
def sexagesimal_port(project: Project) -> Iterator[Hit]:
    """Finds a mapping that some readers of YAML take for a number to the base of 60.

    ## What it does
    Finds a mapping without quotes in which every part behind the first colon is below 60.

    ## Why is this bad?
    YAML 1.1 reads `22:22` as hours and minutes, so as the number 1342. Docker's Compose has
    stopped to; podman-compose, docker-compose 1 and Ansible have not:
    `Invalid port "1342"`, or a container that nobody reaches.

    ## Example
    ```yaml compose.yaml
    services:
      git:
        image: gitea/gitea
        ports:
          - 2222:22
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      git:
        image: gitea/gitea
        ports:
          - "2222:22"
    ```

    ## Fix safety
    The fix is safe: it writes quotes, and nothing changes for who reads YAML 1.2.

    ## Known limits
    Only mappings below `ports` are looked at.
    """
    for entry in port_entries(project).values():
        value = entry.value
        if isinstance(value, Text) and value.plain and not value.tag:
            text = value.value.strip()
            if BASE_60.match(text):
                yield Hit(
                    value.location,
                    port=int(text.rpartition(":")[2]),
                    service=entry.service,
                    fix=Fix(Applicability.SAFE, (Edit(value.location, f'"{text}"'),)),
                    text=text,
                    number=_number(text),
                )

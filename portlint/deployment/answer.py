"""What a reference reaches, or why it cannot: one value that every rule of connections reads."""

from dataclasses import dataclass
from enum import StrEnum

from portlint.core import Related, Severity
from portlint.deployment.model import Service
from portlint.deployment.reference import Reference
from portlint.deployment.world import Peer


class Cause(StrEnum):
    """Why a reference does not arrive; each is one rule's, by name."""

    PUBLISHED_SIDE = "published-port-inside-network"
    LOOPBACK = "localhost-in-container"
    IN_BROWSER = "container-host-in-browser"
    NO_NETWORK = "no-shared-network"
    UNKNOWN_HOST = "unknown-host"
    MISSPELT = "misspelt-host"
    NO_GATEWAY = "host-gateway-missing"
    LOCAL_BIND = "loopback-bind-in-container"
    NO_DEPENDENCY = "missing-depends-on"
    WRONG_PORT = "wrong-container-port"
    CONTAINER_SIDE = "container-port-on-host"
    SENT_BACK = "advertised-localhost"
    UNHEALTHY = "healthcheck-port-mismatch"
    FIXED_CHECK = "healthcheck-port-hardcoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """One reference, resolved; `cause` is None where it arrives or nothing can be said.

    `why` is a clause for people, `remedy` what to write instead, `peer` who is meant, `related`
    the other ends, and `inside` the one port that would be right. `outcome` is what a caller sees.
    """

    reference: Reference
    cause: Cause | None = None
    why: str = ""
    remedy: str = ""
    peer: Peer | None = None
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    inside: int | None = None
    outcome: str = "ECONNREFUSED"


def declared(service: Service) -> tuple[Related, ...]:
    """Return where a service is declared, as the other end of a finding."""
    return (Related(service.location, f"{service.name} is declared here"),)

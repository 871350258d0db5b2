"""The resolver's view, for people: what has a port, and what a service is called from where."""

from portlint.deployment.views.address import Address, Source
from portlint.deployment.views.arrival import Arrival, End
from portlint.deployment.views.claim import Claim
from portlint.deployment.views.of_port import PortView, of_port
from portlint.deployment.views.of_service import ServiceView, names_of, of_service

__all__ = [
    "Address",
    "Arrival",
    "Claim",
    "End",
    "PortView",
    "ServiceView",
    "Source",
    "names_of",
    "of_port",
    "of_service",
]

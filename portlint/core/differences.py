"""Where a registered service appears with another number than its own, and in what words."""

from dataclasses import dataclass

from portlint.core.facts import PortUse
from portlint.core.finding import Applicability, Edit, Fix, Severity
from portlint.core.location import Location
from portlint.core.registry import Port, Service


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where a service has `found`, and its `entry` in the registry says otherwise.

    `side` is the subject of the difference; `saying` tells what is found there, `registered` what
    the registry says, and `outcome` what comes of it.
    """

    location: Location
    service: Service
    side: str
    entry: Port
    found: int | None
    saying: str
    registered: str
    outcome: str
    severity: Severity | None = None
    fix: Fix | None = None


def published(
    place: Location, service: Service, entry: Port, found: int, written: PortUse | None
) -> Difference:
    """Word a port of the host that is not the registered one; `written` are its digits."""
    return Difference(
        place,
        service,
        "host",
        entry,
        found,
        f"is published on {found}",
        f"says {entry.host}",
        f"who calls `localhost:{entry.host}` gets ECONNREFUSED",
        fix=_renumbered(written, entry.host),
    )


def unpublished(place: Location, service: Service, entry: Port) -> Difference:
    """Word a registered port of the host that nothing publishes."""
    return Difference(
        place,
        service,
        "host",
        entry,
        None,
        "publishes no port",
        f"says {entry.host}",
        f"who calls `localhost:{entry.host}` gets ECONNREFUSED; publish it, or register it with "
        "`exposure: internal`",
        Severity.WARNING,
    )


def contained(place: Location, service: Service, entry: Port) -> Difference:
    """Word a service of the host that runs in a container which publishes nothing."""
    return Difference(
        place,
        service,
        "host",
        entry,
        None,
        "runs in a container that publishes no port",
        f"says {entry.host} on the host itself",
        f"who calls `host.docker.internal:{entry.host}` gets ECONNREFUSED; take it out, or say"
        " `container: true`",
        Severity.WARNING,
    )


def listening(
    place: Location, service: Service, entry: Port, found: int, saying: str
) -> Difference:
    """Word a port inside the container that is not the registered one."""
    implied = entry.host == entry.container
    advice = f"; add `container_port: {found}` to its entry" if implied else ""
    return Difference(
        place,
        service,
        "container",
        entry,
        found,
        saying,
        f"says {entry.container}{' for both sides' if implied else ''}",
        f"who is sent to `{service.name}:{entry.container}` gets ECONNREFUSED{advice}",
    )


def configured(use: PortUse, service: Service, entry: Port) -> Difference:
    """Word a variable of an environment file that holds neither side's number."""
    registered = entry.host or entry.container
    return Difference(
        use.location,
        service,
        use.name,
        entry,
        use.port,
        f"has {use.port} in {use.name}",
        f"says {registered}",
        "who reads the variable and who reads the registry use two ports",
        fix=_renumbered(use, registered),
    )


def _renumbered(use: PortUse | None, port: int | None) -> Fix | None:
    if use is None or port is None:
        return None
    return Fix(Applicability.UNSAFE, (Edit(use.location, str(port)),))

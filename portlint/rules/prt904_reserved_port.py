from collections.abc import Iterator

from portlint.core import Hit, Port, PortUse, Project, Service, Severity, Tier, rule
from portlint.core.judgement import first_of_each, in_program
from portlint.core.tables import browser_blocked, reserved_at

WEB = frozenset(("http", "https", "ws", "wss"))


def _refused(port: int) -> str:
    known = browser_blocked()[port]
    return f"browsers and fetch refuse {port} ({known}): ERR_UNSAFE_PORT before a packet is sent"


def _registered(service: Service, port: Port) -> Iterator[Hit]:
    if port.host is None or service.external:
        return
    if port.protocol in WEB and port.host in browser_blocked():
        yield Hit(port.location, port=port.host, service=service.name, what=_refused(port.host))
    elif taken := reserved_at(port.host):
        what = f"{service.name} has {port.host} fixed, and {taken.reason}: it may be taken"
        yield Hit(
            port.location, port=port.host, service=service.name, severity=Severity.NOTE, what=what
        )


@rule(
    code="PRT904",
    name="reserved-port",
    tier=Tier.DEFAULT,
    severity=Severity.ERROR,
    message="{what}",
)
def reserved_port(project: Project) -> Iterator[Hit]:
    """Finds HTTP on a port that browsers refuse, and ports that the system hands out.

    ## What it does
    Finds HTTP on a port that browsers refuse, and registered ports that the system hands out
    itself.

    ## Why is this bad?
    A browser answers `ERR_UNSAFE_PORT`, and fetch `bad port`, without a packet sent. A fixed
    port in the ephemeral range is taken by some outgoing connection at every tenth start:
    `address already in use`.

    ## Example
    ```js client.js
    fetch("http://api.internal:6000/");
    ```

    ## Use instead
    ```js client.js
    fetch("http://api.internal:6080/");
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    Only URLs of http, https, ws and wss in code that runs, and entries of the registry, are
    looked at. The list is the Fetch standard's.
    """
    blocked = browser_blocked()
    uses = (
        ((use.location.path, use.port), use)
        for use in project.facts.of(PortUse)
        if use.scheme in WEB and use.port in blocked and in_program(use)
    )
    for use, _ in first_of_each(uses):
        yield Hit(use.location, port=use.port, what=_refused(use.port))
    for service in project.registry.services if project.registry else ():
        for port in service.ports:
            yield from _registered(service, port)

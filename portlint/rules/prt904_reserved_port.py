import re
from collections.abc import Iterator

from portlint.core import (
    Hit,
    Port,
    PortMapping,
    PortUse,
    Project,
    Role,
    Service,
    Severity,
    Tier,
    rule,
)
from portlint.core.judgement import deployed, first_of_each, in_program, live
from portlint.core.tables import browser_blocked, reserved_at

WEB = frozenset(("http", "https", "ws", "wss"))
SITES = frozenset((80, 443, 3000, 8000, 8080, 8443))
"""What speaks HTTP inside a container, whatever else it is called."""

FRAMEWORKS = re.compile(r"\b(?:app\.(?:listen|run)|uvicorn\.run|express\(\)\.listen)\(")


def _refused(port: int) -> str:
    known = browser_blocked()[port]
    what = f"browsers and fetch refuse {port} ({known}): ERR_UNSAFE_PORT before a packet is sent"
    return f"{what}; give it another port"


def _speaks_http(use: PortUse) -> bool:
    serves = use.role is Role.LISTEN and FRAMEWORKS.search(use.text)
    return in_program(use) and bool(use.scheme in WEB or serves)


def _published(project: Project) -> Iterator[Hit]:
    for mapping in deployed(project, PortMapping):
        port = mapping.published[0] if mapping.published else None
        site = mapping.target[0] in SITES and mapping.transport == "tcp"
        if port and port in browser_blocked() and site:
            yield Hit(mapping.location, port=port, service=mapping.service, what=_refused(port))


def _registered(service: Service, port: Port) -> Iterator[Hit]:
    if port.published is None or service.external:
        return
    if port.protocol in WEB and port.published in browser_blocked():
        what = _refused(port.published)
        yield Hit(port.location, port=port.published, service=service.name, what=what)
    elif taken := reserved_at(port.published):
        what = f"{service.name} has {port.published} fixed, and {taken.reason}: it may be taken"
        yield Hit(
            port.location,
            port=port.published,
            service=service.name,
            severity=Severity.NOTE,
            what=what,
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
    Finds HTTP on a port that browsers refuse: called, served or published. In the registry it
    also finds fixed ports that the system may hand out itself (a note).

    ## Why is this bad?
    A browser answers `ERR_UNSAFE_PORT`, Firefox `This address is restricted`, and fetch
    `bad port`, without a packet sent. A fixed port in the ephemeral range (Linux 32768-60999,
    Windows and macOS 49152-65535) is now and then held by an outgoing connection when its service
    starts: `address already in use`. macOS's AirPlay Receiver holds 5000 and 7000.

    ## Example
    ```js client.js
    fetch("http://api.internal:6000/");
    ```

    ## Use instead
    ```js client.js
    fetch("http://api.internal:6080/");
    ```

    ## Fix safety
    There is no automatic fix: both ends have to move.

    ## Known limits
    Looked at are URLs of http, https, ws and wss and web frameworks in code that runs, mappings
    to a container port that speaks HTTP by convention, and entries of the registry. The list is
    the Fetch standard's (https://fetch.spec.whatwg.org/#port-blocking). The ranges of Hyper-V
    change with every start of Windows, and are not known here.
    """
    blocked = browser_blocked()
    uses = (
        ((use.location.path, use.port), use)
        for use in live(project)
        if use.port in blocked and _speaks_http(use)
    )
    for use, others in first_of_each(uses):
        yield Hit(use.location, port=use.port, what=_refused(use.port), like=others)
    yield from _published(project)
    for service in project.registry.services if project.registry else ():
        for port in service.ports:
            yield from _registered(service, port)

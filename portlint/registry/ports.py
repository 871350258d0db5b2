"""The ports of one service, in the short form (`port`) or the full one (`ports`)."""

from portlint.core import Port
from portlint.core.registry import Exposure
from portlint.registry import values
from portlint.registry.document import Document, Table, kind, table
from portlint.registry.schema import PORT_KEYS
from portlint.syntax.documents.composed import Mapping, Node, Sequence

EXPOSURES = tuple(exposure.value for exposure in Exposure)
TRANSPORTS = ("tcp", "udp", "sctp")
SHORT = ("port", "container_port")


def ports(document: Document, read: Table, name: str) -> tuple[Port, ...]:
    """Read the ports of the service called `name`; a service with none has a problem."""
    if "ports" not in read:
        if "port" not in read and "container_port" not in read:
            document.problem(read.keys["name"], "keys", f"{name} needs a port, or ports")
        return _one(document, read, "container_port", "port")
    for key in SHORT:
        if key in read:
            document.problem(read.keys[key], "keys", f"{name} has {key} and ports; keep ports")
    node = read.values["ports"]
    if not isinstance(node, Sequence):
        document.problem(node, "types", f"ports is a list, not {kind(node)}")
        return ()
    return tuple(
        port for item in document.each(node.items) for port in _full(document, item, read)
    )


def _full(document: Document, node: Node, service: Table) -> tuple[Port, ...]:
    own = table(document, node, "a port", PORT_KEYS)
    if isinstance(node, Mapping) and "container" not in own and "host" not in own:
        document.problem(node, "keys", "a port needs container, host, or both")
    return _one(document, own, "container", "host", service)


def _one(
    document: Document, own: Table, container: str, host: str, service: Table | None = None
) -> tuple[Port, ...]:
    """Read one port from a table whose keys for its two sides are given.

    What it does not say of its transport, protocol or exposure is what its service says.
    """
    sides = {
        key: values.port(document, own.values[key], key) for key in (host, container) if key in own
    }
    found = [side for side in (sides.get(container), sides.get(host)) if side]
    if not found:
        return ()
    place = document.place(own.values[next(key for key in sides if sides[key])])
    given = {key: value for key, value in own.values.items() if key in own}
    shared = Table({**(service.values if service else {}), **given})
    protocol = values.text(document, shared, "protocol")
    transport = values.choice(document, shared, "transport", TRANSPORTS)
    exposure = values.choice(document, shared, "exposure", EXPOSURES)
    if "transport" not in shared and protocol in TRANSPORTS:
        transport = protocol
    return (
        Port(
            place,
            found[0],
            sides.get(host),
            name=values.text(document, own, "name") if service else "",
            host_ip=values.text(document, shared, "host_ip"),
            transport=transport,
            protocol=protocol,
            exposure=Exposure(exposure),
            path=values.text(document, own, "path") or values.text(document, own, "gatewayPath"),
        ),
    )

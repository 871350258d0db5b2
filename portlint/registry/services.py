"""One service of a registry."""

import yaml

from portlint.core import Location, Port, Service
from portlint.core.registry import Exposure, Healthcheck
from portlint.registry import values
from portlint.registry.document import Document, Table, kind, table
from portlint.registry.schema import HEALTHCHECK_KEYS, PORT_KEYS, SERVICE_KEYS

EXPOSURES = tuple(exposure.value for exposure in Exposure)
TRANSPORTS = ("tcp", "udp", "sctp")


def service(document: Document, node: yaml.Node) -> Service | None:
    """Read a service; None, with a problem, where it has no name."""
    if not isinstance(node, yaml.MappingNode):
        document.problem(node, "types", f"a service is `key: value` pairs, not {kind(node)}")
        return None
    read = table(document, node, "a service", SERVICE_KEYS)
    name = values.text(document, read, "name")
    if not name:
        document.problem(node, "keys", "a service needs a name")
        return None
    networks = values.references(document, read, "network") + values.references(
        document, read, "networks"
    )
    aliases = values.references(document, read, "aliases")
    return Service(
        document.place(read.values["name"]),
        name,
        _ports(document, read, name),
        stack=values.reference(document, read, "stack"),
        owner=values.text(document, read, "owner"),
        description=values.text(document, read, "description"),
        container=values.flag(document, read, "container", default=True),
        external=values.flag(document, read, "external", default=False),
        deprecated=values.flag(document, read, "deprecated", default=False),
        replacement=values.reference(document, read, "replacement"),
        networks=networks,
        depends_on=values.references(document, read, "depends_on"),
        aliases=tuple(alias.name for alias in aliases),
        paths=tuple(path.name for path in values.references(document, read, "paths")),
        env=values.text(document, read, "env"),
        alternatives=values.text(document, read, "alternatives"),
        healthcheck=_healthcheck(document, read),
        gateway_path=values.text(document, read, "gatewayPath"),
        notes=values.text(document, read, "notes"),
    )


def _healthcheck(document: Document, read: Table) -> Healthcheck | None:
    if "healthcheck" not in read:
        return None
    own = table(document, read.values["healthcheck"], "a healthcheck", HEALTHCHECK_KEYS)
    expected = values.text(document, own, "expected") or "200"
    if not expected.isdigit():
        document.problem(own.values["expected"], "types", "expected is an HTTP status, as 200")
        expected = "200"
    return Healthcheck(values.text(document, own, "endpoint") or "/", int(expected[:4]))


def _ports(document: Document, read: Table, name: str) -> tuple[Port, ...]:
    if "ports" in read:
        if "port" in read:
            document.problem(
                read.keys["port"], "keys", f"{name} has both port and ports; keep ports"
            )
        return _several(document, read.values["ports"])
    if "port" not in read:
        if "container_port" in read:
            return _single(document, read, None)
        document.problem(read.values["name"], "keys", f"{name} needs a port, or ports")
        return ()
    return _single(document, read, values.port(document, read.values["port"], "port"))


def _single(document: Document, read: Table, host: int | None) -> tuple[Port, ...]:
    """Read the short form: `port` is the host's side, `container_port` the container's."""
    container = host
    key = "port" if "port" in read else "container_port"
    if "container_port" in read:
        container = values.port(document, read.values["container_port"], "container_port")
    if container is None:
        return ()
    return (_port(document, read, document.place(read.values[key]), (container, host)),)


def _several(document: Document, node: yaml.Node) -> tuple[Port, ...]:
    if not isinstance(node, yaml.SequenceNode):
        document.problem(node, "types", f"ports is a list, not {kind(node)}")
        return ()
    found = []
    for item in node.value:
        own = table(document, item, "a port", PORT_KEYS)
        sides = {
            key: values.port(document, own.values[key], key)
            for key in ("container", "host")
            if key in own
        }
        container = sides.get("container") or sides.get("host")
        if container:
            key = "host" if "host" in own else "container"
            place = document.place(own.values[key])
            found.append(
                _port(
                    document,
                    own,
                    place,
                    (container, sides.get("host")),
                    values.text(document, own, "name"),
                )
            )
        elif own.values and not sides:
            document.problem(item, "keys", "a port needs container, host, or both")
    return tuple(found)


def _port(
    document: Document, read: Table, place: Location, sides: tuple[int, int | None], name: str = ""
) -> Port:
    container, host = sides
    transport = values.choice(document, read, "transport", TRANSPORTS)
    protocol = values.text(document, read, "protocol")
    return Port(
        place,
        container,
        host,
        name=name,
        host_ip=values.text(document, read, "host_ip"),
        transport="udp" if protocol == "udp" and "transport" not in read else transport,
        protocol=protocol,
        exposure=Exposure(values.choice(document, read, "exposure", EXPOSURES)),
        path=values.text(document, read, "path") or values.text(document, read, "gatewayPath"),
    )

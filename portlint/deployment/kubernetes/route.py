"""Services, and what sends requests to them from outside: Ingresses and gateways' routes."""

from collections.abc import Iterator

from portlint.core import Map, Text, Value
from portlint.deployment.kubernetes.model import (
    NUMBER,
    PLAIN,
    TCP,
    Backend,
    Object,
    PortRef,
    Service,
    ServicePort,
)

ROUTES = frozenset("HTTPRoute GRPCRoute TCPRoute TLSRoute".split())
CLASS = "kubernetes.io/ingress.class"


def service(found: Object) -> Service | None:
    """Return a Service, None for any other object."""
    if found.kind != "Service":
        return None
    spec = found.root.map("spec")
    listed = spec.items("ports")
    ports = tuple(one for item in listed if (one := _port(item)))
    pairs = spec.map("selector").pairs
    selector = {key.value: value.value for key, value in pairs if isinstance(value, Text)}
    given = spec.get("ports")
    whole = (
        len(ports) == len(listed)
        and (given is None or bool(listed))
        and all(one.port is not None and one.target.known for one in ports)
        and len(selector) == len({key.value for key, _ in pairs})
    )
    headless = spec.text("clusterIP") == "None"
    return Service(found, spec.text("type") or "ClusterIP", ports, selector, headless, whole)


def _port(entry: Value) -> ServicePort | None:
    number = entry.get("port") if isinstance(entry, Map) else None
    if not isinstance(entry, Map) or not isinstance(number, Text):
        return None
    name = entry.get("name")
    if name is not None and not (
        isinstance(name, Text) and (name.empty or PLAIN.match(name.value))
    ):
        return None
    target, node = entry.get("targetPort"), entry.get("nodePort")
    if target is not None and not isinstance(target, Text):
        target = Text(target.location, "")
    if target is None or (target.empty and target.value) or target.value == "0":
        target = number
    return ServicePort(
        number.location,
        int(number.value) if NUMBER.match(number.value) else None,
        PortRef(target.location, target.value),
        entry.text("name"),
        entry.text("protocol") or TCP,
        PortRef(node.location, node.value) if isinstance(node, Text) else None,
    )


def backends(found: Object) -> Iterator[Backend]:
    """Yield every port of a Service that an object sends requests to."""
    if found.kind == "Ingress":
        yield from _ingress(found)
    elif found.kind in ROUTES:
        for rule in found.root.items("spec", "rules"):
            for entry in rule.items("backendRefs") if isinstance(rule, Map) else ():
                if isinstance(entry, Map) and entry.text("kind") in ("", "Service"):
                    yield from _routed(found, entry)


def _routed(found: Object, entry: Map) -> Iterator[Backend]:
    port = entry.get("port")
    if isinstance(port, Text) and not entry.text("group"):
        namespace = entry.text("namespace") or found.namespace
        place = PortRef(port.location, port.value)
        yield Backend(found, entry.text("name"), namespace, place, found.kind)


def _ingress(found: Object) -> Iterator[Backend]:
    spec = found.root.map("spec")
    entries: list[Value | None] = [spec.get("defaultBackend"), spec.get("backend")]
    for rule in spec.items("rules"):
        paths = rule.map("http").items("paths") if isinstance(rule, Map) else ()
        entries += [path.get("backend") for path in paths if isinstance(path, Map)]
    controller = spec.text("ingressClassName") or found.root.text("metadata", "annotations", CLASS)
    for entry in entries:
        if isinstance(entry, Map):
            yield from _backend(found, entry, controller)


def _backend(found: Object, entry: Map, controller: str) -> Iterator[Backend]:
    """Read a backend as networking.k8s.io/v1 has it, or as the betas before it."""
    name, port = entry.text("serviceName"), entry.get("servicePort")
    if not name:
        name = entry.text("service", "name")
        port = entry.get("service", "port", "number") or entry.get("service", "port", "name")
    if name and isinstance(port, Text) and not port.empty:
        place = PortRef(port.location, port.value)
        yield Backend(found, name, found.namespace, place, controller)

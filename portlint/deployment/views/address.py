"""The three addresses of a service: for the host, for a container and for a browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portlint.core import Location, Port
from portlint.core import Service as Registered
from portlint.core.addresses import GATEWAY, bound, on_host
from portlint.core.registry import Exposure
from portlint.deployment.kubernetes import Cluster
from portlint.deployment.kubernetes import Service as Balanced
from portlint.deployment.model import Service
from portlint.deployment.viewpoint import Viewpoint
from portlint.deployment.world import Town

LONGEST = 20
"""Ports of a range that are shown."""


class Source(StrEnum):
    """Who says that an address is right."""

    REGISTRY = "registry"
    DEPLOYMENT = "deployment"


@dataclass(frozen=True, slots=True)
class Address:
    """What to write, read from one viewpoint; empty text where nobody there reaches it."""

    viewpoint: Viewpoint
    text: str
    source: Source
    clause: str
    location: Location


def registered(service: Registered) -> Iterator[Address]:
    """Yield the addresses that the registry gives a service."""
    for port in service.ports:
        for viewpoint, text, clause in _registered(service, port):
            yield Address(viewpoint, text, Source.REGISTRY, clause, port.location)


def _registered(service: Registered, port: Port) -> Iterator[tuple[Viewpoint, str, str]]:
    label = port.name or port.protocol or port.transport
    number = on_host(service, port)
    outside = f"{bound(port.host_ip)}:{number}" if number else ""
    yield Viewpoint.HOST, outside, label
    inside = f"{service.name}:{port.container}" if service.container else f"{GATEWAY}:{number}"
    yield Viewpoint.CONTAINER, inside, label
    path = port.path or service.gateway_path
    if path and port.exposure is Exposure.GATEWAY:
        outside = f"the gateway's {path}"
    yield Viewpoint.BROWSER, "" if port.exposure is Exposure.INTERNAL else outside, label


def deployed(town: Town, service: Service) -> Iterator[Address]:
    """Yield the addresses at which a Compose service is found."""
    yield from _inside(town, service)
    offered = False
    for one in service.ports:
        first, last = one.published or (0, -1)
        for port in range(first, min(last, first + LONGEST) + 1):
            offered = True
            clause = f"published, leads to {one.behind(port)}/{one.transport} inside"
            text = f"{_local(one.host_ip)}:{port}"
            yield Address(Viewpoint.HOST, text, Source.DEPLOYMENT, clause, one.location)
            if one.transport == "tcp":
                yield Address(Viewpoint.BROWSER, text, Source.DEPLOYMENT, clause, one.location)
        if one.published is None:
            offered = True
            clause = f"the engine picks a port for {one.target[0]}"
            yield Address(Viewpoint.HOST, "", Source.DEPLOYMENT, clause, one.location)
    if not offered and service.network_mode != "host":
        for viewpoint in (Viewpoint.HOST, Viewpoint.BROWSER):
            yield Address(viewpoint, "", Source.DEPLOYMENT, "not published", service.location)


def _inside(town: Town, service: Service) -> Iterator[Address]:
    """Yield what other containers write, or in the host's network what everybody does."""
    heard = town.heard[service.name]
    networks = ", ".join(one.name for one in service.networks)
    within = f", in network {networks}" if networks else ""
    for port in heard.proven or sorted(heard.ports):
        found = heard.ports[port]
        clause = f"{found.clause}{within}"
        if service.network_mode == "host":
            text = f"localhost:{port}"
            yield Address(Viewpoint.HOST, text, Source.DEPLOYMENT, clause, found.location)
            text = f"host.docker.internal:{port}"
        else:
            text = f"{_host_of(town, service)}:{port}"
        yield Address(Viewpoint.CONTAINER, text, Source.DEPLOYMENT, clause, found.location)
    for found in heard.local.values():
        clause = f"{found.clause} on 127.0.0.1, for itself alone"
        yield Address(Viewpoint.CONTAINER, "", Source.DEPLOYMENT, clause, found.location)
    if not heard.ports and not heard.local:
        clause = "nothing says where it listens"
        yield Address(Viewpoint.CONTAINER, "", Source.DEPLOYMENT, clause, service.location)


def _host_of(town: Town, service: Service) -> str:
    """Return the name under which others find a service: its neighbour's, where it has none."""
    kind, _, name = service.network_mode.partition(":")
    return name if kind == "service" and name in town.stack.services else service.name


def _local(host_ip: str) -> str:
    return host_ip if host_ip not in ("", "0.0.0.0", "::", "127.0.0.1", "::1") else "localhost"  # noqa: S104


def balanced(cluster: Cluster, service: Balanced) -> Iterator[Address]:
    """Yield the addresses of a Service of Kubernetes."""
    name = service.object.name
    for one in service.ports:
        clause = f"the Service leads to {one.target.text}"
        if one.port is not None:
            text = f"{name}:{one.port}"
            yield Address(Viewpoint.CONTAINER, text, Source.DEPLOYMENT, clause, one.location)
        if one.node_port and one.node_port.number:
            text = f"NODE:{one.node_port.number}"
            place = one.node_port.location
            yield Address(Viewpoint.HOST, text, Source.DEPLOYMENT, clause, place)
    for backend in cluster.backends:
        beside = cluster.services_of(backend.object.path, backend.service, backend.namespace)
        if service in beside:
            text = f"the {backend.object.kind} {backend.object.name}"
            clause = f"it leads to {name}:{backend.port.text}"
            place = backend.port.location
            yield Address(Viewpoint.BROWSER, text, Source.DEPLOYMENT, clause, place)

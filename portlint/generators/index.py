"""`index.json`: the registry as programs read it, with every address worked out."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from portlint.core import Artifact, Comment, Option, Order, Service, generator
from portlint.core.addresses import Named, addresses, named, on_host

OPTIONS = (Option("path", "config/ports/index.json", "where the index is written"),)


@generator("index", options=OPTIONS, default=True)
def index(order: Order) -> Iterator[Artifact]:
    """Every service with its ports, variables and URLs, and who has which port of the host."""
    ports = named(order.registry)
    by_service: dict[str, list[Named]] = defaultdict(list)
    for one in ports:
        by_service[one.service.name].append(one)
    document = {
        "version": order.registry.version,
        "services": {
            service.name: _service(service, by_service[service.name])
            for service in order.registry.services
        },
        "hostPorts": _holders(ports),
    }
    text = json.dumps(document, indent=2)
    for sign in "<>&":  # which only strings hold: harmless inside a page, too
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    yield Artifact(order.text("path"), f"{text}\n", Comment.KEY)


def _service(service: Service, ports: list[Named]) -> dict[str, Any]:
    return {
        "stack": service.stack.name if service.stack else "",
        "owner": service.owner,
        "description": service.description,
        "container": service.container,
        "external": service.external,
        "deprecated": service.deprecated,
        "replacement": service.replacement.name if service.replacement else "",
        "networks": [network.name for network in service.networks],
        "dependsOn": [needed.name for needed in service.depends_on],
        "ports": [_port(one) for one in ports],
    }


def _port(one: Named) -> dict[str, Any]:
    urls = addresses(one.service, one.port)
    return {
        "name": one.port.name,
        "variable": one.variable,
        "container": one.port.container,
        "host": on_host(one.service, one.port),
        "transport": one.port.transport,
        "protocol": one.port.protocol,
        "exposure": one.port.exposure.value,
        "urls": {"container": urls.container, "host": urls.host, "public": urls.public},
    }


def _holders(ports: tuple[Named, ...]) -> dict[str, list[str]]:
    """Return the services on each port of the host, in order of the ports."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for one in ports:
        if number := on_host(one.service, one.port):
            found[number, one.port.transport].append(one.service.name)
    return {
        f"{number}/{transport}": found[number, transport] for number, transport in sorted(found)
    }

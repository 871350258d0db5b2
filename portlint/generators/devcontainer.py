"""Ports inside a `devcontainer.json` that people write."""

from collections.abc import Iterable, Iterator

from portlint.core import Comment, Option, Order, Port, Section, Service, generator
from portlint.core.addresses import on_host
from portlint.core.quoting import quoted

OPTIONS = (Option("sections", (), "devcontainer.json files whose sections are filled"),)


@generator("devcontainer", options=OPTIONS)
def devcontainer(order: Order) -> Iterator[Section]:
    """Sections `ports` and `ports STACK` of devcontainer.json: what is forwarded, and labels."""
    services = order.registry.services
    stacks = dict.fromkeys(one.stack.name for one in services if one.stack)
    for path in order.texts("sections"):
        yield Section(path, "ports", _keys(services), Comment.SLASHES)
        for stack in stacks:
            own = (one for one in services if one.stack and one.stack.name == stack)
            yield Section(path, f"ports {stack}", _keys(own), Comment.SLASHES)


def _keys(services: Iterable[Service]) -> str:
    """Return the two keys, each with the comma that lets another follow."""
    ports = {
        _address(service, port): (service, port)
        for service in services
        for port in service.ports
        if port.transport == "tcp" and not service.external
    }
    forwarded = "".join(f"  {address},\n" for address in ports)
    labels = "".join(_attributes(*one) for one in ports.items())
    return f'"forwardPorts": [\n{_last(forwarded)}],\n"portsAttributes": {{\n{_last(labels)}}},\n'


def _last(lines: str) -> str:
    """Return lines without the comma after the last."""
    return f"{lines[:-2]}\n" if lines else ""


def _address(service: Service, port: Port) -> str:
    """Return a port as forwardPorts has it: `"db:5432"` of another container, 4005 of the host."""
    if service.container:
        return quoted(f"{service.name}:{port.container}")
    return str(on_host(service, port))


def _attributes(address: str, one: tuple[Service, Port]) -> str:
    service, port = one
    key = address if address.startswith('"') else f'"{address}"'
    label = quoted(" ".join(filter(None, (service.name, port.name))))
    spoken = ', "protocol": "https"' if port.protocol == "https" else ""
    return f'  {key}: {{"label": {label}, "onAutoForward": "silent"{spoken}}},\n'

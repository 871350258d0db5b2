"""One port has three addresses: for the host, for a container, for a browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote

from portlint.core.artifact import GenerationError
from portlint.core.homes import variable
from portlint.core.registry import Exposure, Port, Registry, Service

SCHEME = re.compile(r"[a-z][a-z0-9+.-]*\Z")
PATH = "/-._:@+,="
"""What stays as it is in a path; `%` stays before two hexadecimal digits alone."""

UNNAMED = re.compile(r"[^A-Za-z0-9_]")
GATEWAY = "host.docker.internal"


@dataclass(frozen=True, slots=True)
class Addresses:
    """URLs of one port; empty where it cannot be asked from there.

    `public` is a path where a gateway leads to it: a browser has the rest from the page.
    """

    container: str
    host: str
    public: str


@dataclass(frozen=True, slots=True)
class Named:
    """A port with its variables: `variable` holds its number, `stem` begins the others."""

    service: Service
    port: Port
    stem: str
    variable: str

    @property
    def host_port(self) -> str:
        """The variable of the number that the host publishes."""
        return f"{self.stem}_HOST_PORT"

    def url(self, viewpoint: str) -> str:
        """Return the variable of an address: `container`, `host` or `public`."""
        return f"{self.stem}_URL_{viewpoint.upper()}"

    @property
    def variables(self) -> tuple[str, ...]:
        """Every name that is taken by this port."""
        urls = map(self.url, ("container", "host", "public"))
        return (self.variable, self.host_port, *urls)


def addresses(service: Service, port: Port) -> Addresses:
    """Return the addresses of a port. They hold letters, digits and `/-._:@+,=%[]` alone."""
    scheme = port.protocol if SCHEME.match(port.protocol) else port.transport
    number = on_host(service, port)
    name, inner = service.name, port.container
    if not service.container:
        name, inner = GATEWAY, number or port.container
    host = f"{scheme}://{bound(port.host_ip)}:{number}" if number else ""
    path = port.path or service.gateway_path
    public = "" if port.exposure is Exposure.INTERNAL else host
    if path and port.exposure is Exposure.GATEWAY:
        public = encoded_path(path)
    return Addresses(f"{scheme}://{_coded(name)}:{inner}", host, public)


def on_host(service: Service, port: Port) -> int | None:
    """Return the number that the host has for a port; None where it has none."""
    return port.published if service.container else port.host or port.container


def named(registry: Registry) -> tuple[Named, ...]:
    """Return every port with its variables, in the registry's order.

    Raise GenerationError where two would share a name: the second would overwrite the first.
    """
    found = tuple(one for service in registry.services for one in ports_of(service))
    taken: dict[str, Named] = {}
    for one in found:
        for name in one.variables:
            other = taken.setdefault(name, one)
            if other is not one:
                message = (
                    f"{one.port.location}: a port of {one.service.name} and one of"
                    f" {other.service.name} would both be called {name}; give one of the services"
                    " another `env`, or the port another name"
                )
                raise GenerationError(message)
    return found


def ports_of(service: Service) -> Iterator[Named]:
    """Name the ports of a service: the first without a name (else the first) has the plain one."""
    whole = _identifier(variable(service))
    stem = whole.removesuffix("_PORT")
    main = next((port for port in service.ports if not port.name), next(iter(service.ports), None))
    for port in service.ports:
        if port is main:
            yield Named(service, port, stem, whole)
        else:
            own = f"{stem}_{UNNAMED.sub('_', port.name or str(port.container)).upper()}"
            yield Named(service, port, own, f"{own}_PORT")


def _identifier(text: str) -> str:
    name = UNNAMED.sub("_", text)
    return f"_{name}" if name[:1].isdigit() else name


def bound(host_ip: str) -> str:
    """Return the host's own name, or the one address that a port is bound to."""
    try:
        address = ip_address(host_ip.partition("%")[0])
    except ValueError:
        return "localhost"
    if address.is_unspecified or str(address) == "127.0.0.1":
        return "localhost"
    return f"[{address.compressed}]" if address.version == 6 else str(address)  # noqa: PLR2004


def encoded_path(text: str, kept: str = "") -> str:
    """Return the path of a URL, percent-encoded where it is not yet, with a slash before it.

    `kept` are signs that stay as they are, beside those that every path may hold.
    """
    parts = re.split(r"(%[0-9A-Fa-f]{2})", text if text.startswith("/") else f"/{text}")
    return "".join(part if at % 2 else _coded(part, PATH + kept) for at, part in enumerate(parts))


def _coded(text: str, safe: str = "") -> str:
    """Percent-encode a text; `~` too, which a shell would make a home of."""
    return quote(text, safe=safe, errors="replace").replace("~", "%7E")

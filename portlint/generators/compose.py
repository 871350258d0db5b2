"""A Compose file for each stack: what the registry knows of its services, to include or merge."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_address
from os.path import relpath

from portlint.core import (
    Artifact,
    Comment,
    GenerationError,
    Location,
    Option,
    Order,
    Port,
    Registry,
    Service,
    generator,
)
from portlint.core.addresses import GATEWAY, Named, addresses, named
from portlint.core.offset import PREFIX
from portlint.core.probe import asked, path_of
from portlint.core.quoting import quoted, shell

OPTIONS = (
    Option("folder", "config/ports/compose", "the folder of the files, one for each stack"),
    Option("healthchecks", default=True, doc="ask services with a health check how they are"),
    Option("urls", default=True, doc="tell each service the addresses of those it depends on"),
)

OTHERS = "services"
"""The file of the services that belong to no stack."""

UNFIT = re.compile(r"[^A-Za-z0-9._-]+")

PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_./:=@-]*[A-Za-z0-9_/])?\Z")
WORDS = frozenset("y n yes no on off true false null".split())
"""Words that some reader of YAML takes for something else than a string."""

LONGEST = 1000
"""Characters of a key that needs no mark of its own."""

Lines = Iterator[str]


@generator("compose", options=OPTIONS, default=True)
def compose(order: Order) -> Iterator[Artifact]:
    """A Compose file for each stack: ports, networks, dependencies, health checks, addresses."""
    stacks: dict[str, list[Service]] = defaultdict(list)
    for service in order.registry.services:
        if service.container and not service.external:
            stacks[_file(service)].append(service)
    _refuse_twins(stacks)
    variables = {(one.service.name, one.port.location): one for one in named(order.registry)}
    for stack, services in stacks.items():
        path = f"{order.text('folder')}/{stack}.yaml"
        writer = _Writer(order, path, variables, frozenset(one.name for one in services))
        yield Artifact(path, "".join(f"{line}\n" for line in writer.file(services)), Comment.HASH)


def _file(service: Service) -> str:
    return UNFIT.sub("-", service.stack.name) if service.stack else OTHERS


def _refuse_twins(stacks: dict[str, list[Service]]) -> None:
    """Refuse stacks whose files would be one, to a file system that does not tell cases apart."""
    taken: dict[str, str] = {}
    for stack, services in stacks.items():
        names = {one.stack.name if one.stack else "" for one in services}
        other = taken.setdefault(stack.casefold(), stack)
        if other != stack or len(names) > 1:
            place = services[-1].location
            message = (
                f"{place}: the stack's file {stack}.yaml would be another stack's; rename one"
            )
            raise GenerationError(message)


class _Writer:
    """Writes one file; every text in it is a quoted one."""

    def __init__(
        self,
        order: Order,
        path: str,
        variables: dict[tuple[str, Location], Named],
        beside: frozenset[str],
    ) -> None:
        self.registry: Registry = order.registry
        self.healthchecks = order.flag("healthchecks")
        self.urls = order.flag("urls")
        self.folder = path.rpartition("/")[0]
        self.variables = variables
        self.beside = beside

    def file(self, services: Sequence[Service]) -> Lines:
        """Yield the lines of a stack's file."""
        yield ""
        yield "services:"
        for service in services:
            yield from _entry(service.name, list(self._service(service)) or ["{}"])
        networks = dict.fromkeys(one.name for service in services for one in service.networks)
        if networks:
            yield ""
            yield "networks:"
        for name in networks:
            kept = quoted(name.replace("$", "$$"))
            yield from _entry(name, [f'name: "${{{PREFIX}:-}}{kept[1:]}'])

    def _service(self, service: Service) -> Lines:
        if service.image:
            yield f"image: {_word(service.image)}"
        if service.build:
            yield f"build: {_word(self._place(service.build))}"
        if service.alternatives:
            yield f"profiles: [{_word(service.name)}]"
        yield from _listed("ports", (self._port(service, one) for one in service.ports))
        inner = [port for port in service.ports if port.published is None]
        yield from _listed("expose", (f'- "{_exposed(port)}"' for port in inner))
        yield from _networks(service)
        yield from self._needs(service)
        if self.healthchecks and (port := asked(service)):
            yield from _healthcheck(service, port)

    def _place(self, path: str) -> str:
        """Return a folder, given from the configuration's folder, as seen from the file."""
        return f"./{relpath(path, self.folder or '.')}"

    def _port(self, service: Service, port: Port) -> str:
        if port.published is None:
            return ""
        variable = self.variables[service.name, port.location].host_port
        published = f'"${{{variable}:-{port.published}}}"'
        bound = f", host_ip: {_word(_address(port.host_ip))}" if port.host_ip else ""
        rest = f", protocol: {port.transport}" if port.transport != "tcp" else ""
        return f"- {{target: {port.container}, published: {published}{bound}{rest}}}"

    def _needs(self, service: Service) -> Lines:
        """Yield what it waits for, what it is told of all it needs, and the name of the host.

        It waits for services of its own file alone: Compose refuses one that is not declared.
        """
        found = (self.registry.named(one.name) for one in service.depends_on)
        needed = list(dict.fromkeys(one for one in found if one and one is not service))
        beside = [one for one in needed if one.name in self.beside]
        if beside:
            yield "depends_on:"
        for one in beside:
            yield from _entry(one.name, self._condition(one))
        if self.urls:
            yield from _listed("environment", (line for one in needed for line in self._told(one)))
        if any(not one.container for one in needed):
            yield f'extra_hosts: ["{GATEWAY}:host-gateway"]'

    def _condition(self, needed: Service) -> Lines:
        """Say what is waited for; of alternatives, one may be left out."""
        healthy = self.healthchecks and asked(needed) is not None
        yield f"condition: service_{'healthy' if healthy else 'started'}"
        if needed.alternatives:
            yield "required: false"

    def _told(self, needed: Service) -> Lines:
        for port in needed.ports:
            stem = self.variables[needed.name, port.location].stem
            yield f"- {_word(f'{stem}_URL={addresses(needed, port).container}')}"


def _word(text: str) -> str:
    """Return a string in which Compose interpolates nothing; plain where YAML takes it for one."""
    safe = PLAIN.match(text) and text.lower() not in WORDS
    return text if safe else quoted(text.replace("$", "$$"))


def _address(host_ip: str) -> str:
    """Return the address that a port is bound to; the loopback one where it is none at all."""
    try:
        return ip_address(host_ip.strip("[]").partition("%")[0]).compressed
    except ValueError:
        return "127.0.0.1"


def _entry(name: str, lines: Iterable[str]) -> Lines:
    """Yield a key with what stands below it; a key of over 1,024 characters has a `?`."""
    key = _word(name)
    if len(key) > LONGEST:
        yield f"  ? {key}"
        yield "  :"
    else:
        yield f"  {key}:"
    yield from (f"    {line}" for line in lines)


def _networks(service: Service) -> Lines:
    if not service.aliases:
        yield from _listed("networks", (f"- {_word(one.name)}" for one in service.networks))
        return
    aliases = ", ".join(map(_word, service.aliases))
    if service.networks:
        yield "networks:"
    for one in service.networks:
        yield from _entry(one.name, [f"aliases: [{aliases}]"])


def _listed(key: str, lines: Iterator[str]) -> Lines:
    found = [line for line in lines if line]
    if found:
        yield f"{key}:"
    yield from (f"  {line}" for line in found)


def _exposed(port: Port) -> str:
    return str(port.container) if port.transport == "tcp" else f"{port.container}/{port.transport}"


def _healthcheck(service: Service, port: Port) -> Lines:
    """Yield how the container asks itself, by whatever of curl and wget its image has.

    127.0.0.1 and not localhost: that is ::1 first, where few processes listen.
    """
    if service.healthcheck is None:
        return
    scheme = "https" if port.protocol == "https" else "http"
    url = f"{scheme}://127.0.0.1:{port.container}{path_of(service.healthcheck)}"
    yield "healthcheck:"
    yield "  test:"
    yield "    - CMD-SHELL"
    yield "    - |-"
    yield from (f"      {line}" for line in _command(url, service.healthcheck.expected))
    yield "  interval: 10s"
    yield "  timeout: 5s"
    yield "  retries: 6"
    yield "  start_period: 10s"


def _command(url: str, expected: int) -> Lines:
    """Yield lines for /bin/sh; a URL holds nothing that YAML, Compose or a quoted word minds.

    wget tells good statuses from bad ones, and no more.
    """
    yield "if command -v curl >/dev/null; then"
    yield f"  test \"$$(curl -sk -o /dev/null -w '%{{http_code}}' {shell(url)})\" = {expected}"
    yield f"else wget -q -O /dev/null {shell(url)}; fi"

"""Ways to break one reference of a Compose file, each written as the whole file would be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from portlint.core import Context
from portlint.engine.context import context_of

MAPPING = re.compile(r"(?:[\d.]+:)?(?P<outer>\d+):(?P<inner>\d+)(?:/tcp)?")
ALONE = "set-apart"


@dataclass(frozen=True, slots=True)
class Fault:
    """A file with one reference broken: what was done, and where it now stands (1-based)."""

    kind: str
    path: str
    line: int
    text: str
    origin: int
    """The line where the reference stood before."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service as its file alone has it; ports are (published, container)."""

    name: str
    node: yaml.MappingNode
    line: int
    ports: tuple[tuple[int, int], ...]

    @property
    def parts(self) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        return pairs(self.node)


@dataclass(frozen=True, slots=True)
class Found:
    """A reference: offsets of the host and of the port's digits, who reads it and who is meant."""

    start: int
    port: int
    end: int
    line: int
    number: int
    reader: Service
    other: Service


def faults(path: str, text: str) -> Iterator[Fault]:
    """Yield every way to break every reference of a file; nothing where it is no Compose file."""
    if context_of(path) is not Context.CODE:
        return
    services = {one.name: one for one in services_of(text)}
    for found in references(services, text):
        yield from broken(path, text, found)
    for one in services.values():
        yield from unwell(path, text, one)


def services_of(text: str) -> list[Service]:
    """Return the services of a file, none where it is no Compose file."""
    try:
        return list(declared(yaml.compose(text, yaml.SafeLoader)))
    except yaml.YAMLError:
        return []


def unwell(path: str, text: str, service: Service) -> Iterator[Fault]:
    """Let a health check ask for the published port."""
    _, check = service.parts.get("healthcheck", (None, None))
    for outer, inner in service.ports if check else ():
        if outer == inner or check is None or outer in {one for _, one in service.ports}:
            continue
        form = re.compile(rf"(?P<host>localhost|127\.0\.0\.1):{inner}(?!\d)")
        match = form.search(text, check.start_mark.index, check.end_mark.index)
        if match:
            line = text.count("\n", 0, match.start()) + 1
            whole = f"{text[: match.start()]}{match['host']}:{outer}{text[match.end() :]}"
            yield Fault("health check on the published port", path, line, whole, line)


def pairs(node: yaml.Node | None) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """Return keys and values of a mapping by the key's text; empty where it is none."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: (key, value) for key, value in node.value if isinstance(key.value, str)}


def declared(root: yaml.Node | None) -> Iterator[Service]:
    _, services = pairs(root).get("services", (None, None))
    for name, (key, node) in pairs(services).items():
        if isinstance(node, yaml.MappingNode) and not node.flow_style:
            yield Service(name, node, key.start_mark.line + 1, tuple(mapped(node)))


def mapped(node: yaml.MappingNode) -> Iterator[tuple[int, int]]:
    _, ports = pairs(node).get("ports", (None, None))
    for entry in ports.value if isinstance(ports, yaml.SequenceNode) else ():
        match = MAPPING.fullmatch(str(entry.value))
        if match:
            yield int(match["outer"]), int(match["inner"])


def references(services: dict[str, Service], text: str) -> Iterator[Found]:
    """Yield `service:port` in the environment of a service, where both stand as such."""
    if not services:
        return
    names = "|".join(map(re.escape, sorted(services, key=len, reverse=True)))
    form = re.compile(rf"(?<![\w.-])(?P<host>{names}):(?P<port>\d{{2,5}})(?!\d)")
    for reader in services.values():
        _, environment = reader.parts.get("environment", (None, None))
        if environment is None:
            continue
        for match in form.finditer(text, environment.start_mark.index, environment.end_mark.index):
            other = services[match["host"]]
            line = text.count("\n", 0, match.start()) + 1
            commented = text[text.rfind("\n", 0, match.start()) + 1 :].lstrip().startswith("#")
            if other is not reader and not commented:
                number = int(match["port"])
                yield Found(
                    match.start(), match.start("port"), match.end(), line, number, reader, other
                )


def broken(path: str, text: str, found: Found) -> Iterator[Fault]:
    """Yield the faults of one reference."""
    name, number = found.other.name, found.number
    inner = {inside for _, inside in found.other.ports}
    outer = [out for out, inside in found.other.ports if inside == number and out not in inner]
    own = {inside for _, inside in found.reader.ports}

    def fault(kind: str, host: str, port: int) -> Fault:
        whole = f"{text[: found.start]}{host}:{port}{text[found.end :]}"
        return Fault(kind, path, found.line, whole, found.line)

    if outer:
        yield fault("published port", name, outer[0])
    if number not in own:
        yield fault("localhost for the service", "localhost", number)
    if number + 1 not in inner:
        yield fault("port one off", name, number + 1)
    if len(name) > 2 and name[-1] != name[-2]:
        yield fault("misspelt service", name[:-2] + name[-1] + name[-2], number)
    shared = "&" in text[found.reader.node.start_mark.index : found.start]
    if not shared and not {"network_mode", "extends", "<<", "links"} & {*found.reader.parts}:
        yield apart(path, text, found)


def apart(path: str, text: str, found: Found) -> Fault:
    """Move the reader into a network of its own."""
    lines = text.splitlines()
    parts = found.reader.parts
    first = next(iter(parts.values()))[0].start_mark
    entry = f"{' ' * first.column}networks: [{ALONE}]"
    line = found.line
    if "networks" in parts:
        key, value = parts["networks"]
        begin, end = key.start_mark.line, ends(value)
        lines[begin:end] = [entry]
        line -= end - begin - 1 if begin < line else 0
    else:
        lines.insert(first.line, entry)
        line += 1
    return Fault("no shared network", path, *with_network(lines, line), found.line)


def ends(node: yaml.Node) -> int:
    """Return the 0-based line after a node's last."""
    mark = node.end_mark
    return mark.line if mark.column == 0 or block(node) else mark.line + 1


def block(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


def with_network(lines: list[str], line: int) -> tuple[int, str]:
    """Declare the network at the end, or below the networks that there are."""
    place = next((i for i, one in enumerate(lines) if re.match(r"networks:\s*(#.*)?$", one)), None)
    if place is None:
        return line, "\n".join([*lines, "networks:", f"  {ALONE}: {{}}", ""])
    indent = re.match(r" *", lines[place + 1]) if place + 1 < len(lines) else None
    lines.insert(place + 1, f"{indent[0] if indent and indent[0] else '  '}{ALONE}: {{}}")
    return line + (place + 1 < line), "\n".join([*lines, ""])

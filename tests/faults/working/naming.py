"""A Compose service that is given another name, in every place where the old one stands."""

import re
from collections.abc import Iterator

import yaml

from tests.faults.composed import Composed, Service
from tests.faults.entries import plain, tied
from tests.faults.fault import Working
from tests.faults.nodes import items, pairs, scalars
from tests.faults.text import Change, edited, line_of
from tests.faults.working.mentions import Mentions, beside

NAME = re.compile(r"[\w-]+")
READ = ("environment", "command", "entrypoint", "healthcheck")
"""Parts of a service in which addresses stand."""

APART = frozenset(("image", "build", "container_name", "hostname", "volumes", "networks"))
"""Parts in which the same word is no name of a service."""


def renamed(service: Service, mentions: Mentions) -> Iterator[Working]:
    """Rename a service of which no other file speaks, where each mention is understood."""
    file, name = service.file, service.name
    new = f"{name}-main"
    unknown = beside(mentions.named(name), file) or mentions.of(new) or not plain(service)
    if unknown or service.merges or "include" in file.parts or not NAME.fullmatch(name):
        return
    nodes = [service.key, *tied(file, name)]
    changes = {}
    for node in nodes:
        at = file.text.find(name, node.start_mark.index, node.end_mark.index)
        changes[at] = Change(at, at + len(name), new)
    called = {one.start: one for one in addressed(file, name, new)}
    changes |= called
    if called and all(at in changes or apart(file, at) for at in found(file.text, name)):
        text = {file.path: edited(file.text, list(changes.values()))}
        line = line_of(file.text, service.key.start_mark.index)
        yield Working("Compose: service renamed", file.path, line, text, ((new, name),))


def found(text: str, name: str) -> Iterator[int]:
    """Yield the offsets at which a name stands by itself."""
    form = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    return (match.start() for match in form.finditer(text))


def addressed(file: Composed, name: str, new: str) -> Iterator[Change]:
    """Yield the changes of addresses: `//name`, `@name`, `name:80`, and the name alone."""
    form = re.compile(rf"(?<![\w.-])(?:(?<=//)|(?<=@)|(?={name}:\d))(?P<host>{name})(?![\w.-])")
    for service in file.services.values():
        for part in READ:
            for node in scalars(service.part(part)):
                start, end = node.start_mark.index, node.end_mark.index
                for match in form.finditer(file.text, start, end):
                    yield Change(*match.span("host"), new)
        yield from alone(service, name, new)


def alone(service: Service, name: str, new: str) -> Iterator[Change]:
    """Yield the changes of variables whose whole value is the name, and which name a host."""
    text, node = service.file.text, service.part("environment")
    told = [(key, value) for key, (_, value) in pairs(node).items() if value.value == name]
    told += [
        (key, one)
        for one in items(node)
        for key, equals, value in [str(one.value).partition("=")]
        if equals and value == name
    ]
    for key, one in told:
        if re.search(r"HOST|SERVER|ADDR", key, re.IGNORECASE):
            at = text.rfind(name, one.start_mark.index, one.end_mark.index)
            yield Change(at, at + len(name), new)


def apart(file: Composed, at: int) -> bool:
    """Tell whether what stands at an offset is no name of a service."""
    begun = file.text[file.text.rfind("\n", 0, at) + 1 : at]
    if begun.lstrip().startswith("#") or " #" in begun:
        return True
    for service in file.services.values():
        for part in APART & service.parts.keys():
            key, value = service.parts[part]
            if key.start_mark.index <= at < value.end_mark.index:
                return True
    return any(_in(file.parts.get(part), at) for part in ("volumes", "name"))


def _in(pair: tuple[yaml.Node, yaml.Node] | None, at: int) -> bool:
    return pair is not None and pair[0].start_mark.index <= at < pair[1].end_mark.index

"""References that are given another address of the same place, which works as the first does."""

import re
from collections.abc import Iterator

from tests.faults.entries import entry, network, plain
from tests.faults.fault import Working
from tests.faults.nodes import items, words
from tests.faults.reference import Reference
from tests.faults.standing import overruled, told
from tests.faults.text import Change, edited
from tests.faults.working.mentions import Mentions

MACHINE = "host.docker.internal"
PLAIN = re.compile(r"\d+:\d+(?:/tcp)?")
"""A mapping on every address of the machine."""

ANOTHER = "more-of-both"


def rewritten(one: Reference, mentions: Mentions) -> Iterator[Working]:
    """Yield the edits of a reference of a Compose file that stands in the file itself."""
    both = (one.reader, one.other)
    here = one.path == one.reader.file.path and not told(one) and not overruled(one)
    if not here or any(each.merges or each.partial or not plain(each) for each in both):
        return
    yield from joined_again(one)
    yield from aliased(one, mentions)
    name = one.other.text("container_name")
    if name and name != one.other.name and "$" not in name:
        yield edit("container_name in place of the service", one, [Change(*one.host, name)])
    yield from through_the_machine(one)


def edit(kind: str, one: Reference, changes: list[Change], *again: tuple[str, str]) -> Working:
    """Return an edit of the Compose file, with the words to put back into what is said."""
    text = {one.path: edited(one.text, changes)}
    return Working(f"Compose: {kind}", one.path, one.line, text, again)


def joined_again(one: Reference) -> Iterator[Working]:
    """Put both ends into one more network, beside those that they are in."""
    changes = [network(one.text, ANOTHER)]
    for service in (one.reader, one.other):
        node = service.part("networks")
        names = [str(each.value) for each in items(node)]
        if node is not None and not (names and all(names)):
            return
        held = ", ".join([*(names or ["default"]), ANOTHER])
        changes.append(entry(service, "networks", f"networks: [{held}]"))
    yield edit("one more network", one, changes)


def aliased(one: Reference, mentions: Mentions) -> Iterator[Working]:
    """Give the callee another name in its networks, and let the caller use it."""
    node = one.other.part("networks")
    names = [str(each.value) for each in items(node)]
    alias = f"{one.other.name}-also"
    if (node is not None and not names) or mentions.of(alias):
        return
    held = ", ".join(f"{name}: {{aliases: [{alias}]}}" for name in names or ["default"])
    networks = entry(one.other, "networks", f"networks: {{{held}}}")
    yield edit("alias in place of the service", one, [networks, Change(*one.host, alias)])


def through_the_machine(one: Reference) -> Iterator[Working]:
    """Let the caller use the published port, by the machine's name that it is told."""
    mapped = (each for each in one.other.mapped if each.inner == one.number)
    outer = [each.outer for each in mapped if PLAIN.fullmatch(each.written)]
    _, networks = one.reader.file.parts.get("networks", (None, None))
    closed = "internal" in words(networks)
    if not outer or closed or "extra_hosts" in one.reader.whole or one.port is None:
        return
    hosts = entry(one.reader, "extra_hosts", f'extra_hosts: ["{MACHINE}:host-gateway"]')
    address = [Change(*one.host, MACHINE), Change(*one.port, str(outer[0]))]
    yield edit("host.docker.internal that is told", one, [hosts, *address])

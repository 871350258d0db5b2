"""Edits of one Compose service that change nothing for those who call it."""

import re
from collections.abc import Iterator, Sequence

from tests.faults.composed import Mapped, Service
from tests.faults.entries import entry, plain
from tests.faults.fault import Working
from tests.faults.reference import Reference
from tests.faults.text import Change, edited, line_of
from tests.faults.working.mentions import Mentions, beside

SHORT = re.compile(r"(?P<outer>\d+):\d+(?:/tcp)?")
HERE = frozenset(("localhost", "127.0.0.1"))
FIRST, COUNT = 20_100, 4_000
"""Ports among which another published one is chosen: no program is known for them."""


def around(service: Service, calls: Sequence[Reference], mentions: Mentions) -> Iterator[Working]:
    """Yield the edits of a service; `calls` are the references to it of its own file."""
    if service.merges or service.partial or not plain(service):
        return
    for one in service.mapped if "ports" in service.parts else ():
        if SHORT.fullmatch(one.written):
            yield from published_elsewhere(service, one, mentions)
            if any(each.number == one.inner for each in calls):
                yield from bound_to_the_machine(service, one, mentions)
    yield from exposed(service, calls)


def edit(kind: str, service: Service, change: Change, *again: tuple[str, str]) -> Working:
    """Return an edit of a service's file."""
    file = service.file
    line = line_of(file.text, change.start)
    text = {file.path: edited(file.text, [change])}
    return Working(f"Compose: {kind}", file.path, line, text, again)


def another(number: int) -> int:
    """Return a port to publish in the place of another."""
    return FIRST + number % COUNT


def published_elsewhere(service: Service, one: Mapped, mentions: Mentions) -> Iterator[Working]:
    """Publish a port under a number of which no file knows, where none knows the old one."""
    new, text = str(another(one.outer)), service.file.text
    alone = len(re.findall(rf"(?<!\d){one.outer}(?!\d)", text)) == 1
    elsewhere = beside(mentions.of(str(one.outer)), service.file)
    if alone and one.outer != one.inner and not elsewhere and not mentions.of(new):
        change = Change(one.start, one.start + len(str(one.outer)), new)
        yield edit("published under another number", service, change, (new, str(one.outer)))


def bound_to_the_machine(service: Service, one: Mapped, mentions: Mentions) -> Iterator[Working]:
    """Publish for the machine alone what containers call by the service's name."""
    files = service.file.repository.files
    form = re.compile(rf"(?P<host>[\w.\]${{}}-]*):{one.outer}(?!\d)")
    known = HERE | service.file.services.keys()
    for path in {service.file.path, *beside(mentions.of(str(one.outer)), service.file)}:
        text = files[path] if path != service.file.path else without(service, one)
        hosts = {match["host"] for match in form.finditer(text)}
        strange = {host for host in hosts if host and not host.isdigit()} - known
        if strange or "gateway" in text or "host.docker.internal" in text:
            return
    yield edit("bound to 127.0.0.1", service, Change(one.start, one.start, "127.0.0.1:"))


def without(service: Service, one: Mapped) -> str:
    """Return the text of a service's file without an entry of `ports`."""
    text = service.file.text
    return f"{text[: one.start]}{text[one.start + len(one.written) :]}"


def exposed(service: Service, calls: Sequence[Reference]) -> Iterator[Working]:
    """Take `expose` away, or write there what is called already."""
    if "expose" in service.parts:
        key, _ = service.parts["expose"]
        change = Change(key.start_mark.index, key.end_mark.index, "x-expose")
        yield edit("expose removed", service, change)
    elif calls:
        number = calls[0].number
        yield edit("expose added", service, entry(service, "expose", f'expose: ["{number}"]'))

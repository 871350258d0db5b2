"""Who calls whom in a Compose file, as it is written there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.faults.composed import Composed, Service
from tests.faults.environment import LINE, env_files
from tests.faults.nodes import pairs, scalars
from tests.faults.text import commented, line_of

CALLED = re.compile(r"_(?:HOST|HOSTNAME|SERVER|ADDR)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """Offsets of the host and of the port's digits in the text of a file.

    `name` is the variable's, or `command`; the port has no offsets where only a host stands there.
    """

    path: str
    text: str
    host: tuple[int, int]
    port: tuple[int, int] | None
    number: int
    name: str
    reader: Service
    other: Service

    @property
    def line(self) -> int:
        """The 1-based line of the host."""
        return line_of(self.text, self.host[0])

    @property
    def port_line(self) -> int:
        """The 1-based line of the port, that of the host where it has none."""
        return line_of(self.text, self.port[0]) if self.port else self.line


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a file in which a service's references may stand."""

    path: str
    whole: str
    start: int
    end: int
    name: str
    reader: Service


def references(file: Composed) -> Iterator[Reference]:
    """Yield `service:port` in variables, env files and commands, and pairs of host and port."""
    names = "|".join(map(re.escape, sorted(file.services, key=len, reverse=True)))
    form = re.compile(rf"(?<![\w.-])(?P<host>{names}):(?P<port>\d{{2,5}})(?![\d:])")
    for one in stretches(file):
        for match in form.finditer(one.whole, one.start, one.end):
            other = file.services[match["host"]]
            if other is not one.reader and not commented(one.whole, match.start()):
                yield Reference(
                    one.path, one.whole, match.span("host"), match.span("port"),
                    int(match["port"]), one.name, one.reader, other,
                )  # fmt: skip
    yield from hosts(file)


def stretches(file: Composed) -> Iterator[Stretch]:
    """Yield what services are told, a variable or a command line each."""
    for service in file.services.values():
        for name, start, end in values(service):
            yield Stretch(file.path, file.text, start, end, name, service)
        for part in ("command", "entrypoint"):
            for one in scalars(service.part(part)):
                span = one.start_mark.index, one.end_mark.index
                yield Stretch(file.path, file.text, *span, "command", service)
        for path, text in env_files(service):
            for match in LINE.finditer(text or ""):
                yield Stretch(path, text or "", *match.span("value"), match["name"], service)


def values(service: Service) -> Iterator[tuple[str, int, int]]:
    """Yield the name of each variable of a service's own with the offsets of its value."""
    node, text = service.part("environment"), service.file.text
    if node is None or node.start_mark.index < service.node.start_mark.index:
        return
    for name, (_, value) in pairs(node).items():
        if value.start_mark.index > node.start_mark.index and name != "<<":
            yield name, value.start_mark.index, value.end_mark.index
    for one in scalars(node) if not pairs(node) else ():
        name, equals, _ = str(one.value).partition("=")
        at = text.find("=", one.start_mark.index, one.end_mark.index)
        if equals and at > 0:
            yield name, at + 1, one.end_mark.index


def hosts(file: Composed) -> Iterator[Reference]:
    """Yield pairs such as `DB_HOST: db` and `DB_PORT: 5432`."""
    for service in file.services.values():
        told = {name: (start, end) for name, start, end in values(service)}
        for name, span in told.items():
            stem = CALLED.sub("", name)
            beside = told.get(f"{stem}_PORT", (0, 0))
            host, port = bare(file.text, span), bare(file.text, beside)
            other = file.services.get(file.text[slice(*host)])
            number = file.text[slice(*port)]
            if stem != name and other and other is not service and number.isdigit():
                yield Reference(
                    file.path, file.text, host, port, int(number), name, service, other
                )


def bare(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return the offsets of a value without quotes and blanks."""
    start, end = span
    value = text[start:end]
    inner = value.strip(" \n\"'")
    at = value.find(inner)
    return start + at, start + at + len(inner)

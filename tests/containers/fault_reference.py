"""Who calls whom in a Compose file, as it is written there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.containers.composed import Checked, Service, pairs, scalars
from tests.containers.fault import line_of

CALLED = re.compile(r"_(?:HOST|HOSTNAME|SERVER|ADDR)\Z", re.IGNORECASE)
ENV_LINE = re.compile(r"^\s*(?:export\s+)?(?P<name>\w+)=(?P<value>.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A reference: offsets of the host and of the port's digits in the text of a file.

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
        return line_of(self.text, self.port[0]) if self.port else self.line


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of a file in which a service's references may stand."""

    path: str
    whole: str
    start: int
    end: int
    name: str
    reader: Service


def references(file: Checked) -> Iterator[Found]:
    """Yield `service:port` in variables, env files and commands, and pairs of host and port."""
    if not file.services:
        return
    names = "|".join(map(re.escape, sorted(file.services, key=len, reverse=True)))
    form = re.compile(rf"(?<![\w.-])(?P<host>{names}):(?P<port>\d{{2,5}})(?![\d:])")
    for text in texts(file):
        for match in form.finditer(text.whole, text.start, text.end):
            other = file.services[match["host"]]
            if other is not text.reader and not commented(text.whole, match.start()):
                yield Found(
                    text.path, text.whole, match.span("host"), match.span("port"),
                    int(match["port"]), text.name, text.reader, other,
                )  # fmt: skip
    yield from hosts(file)


def commented(text: str, offset: int) -> bool:
    return text[text.rfind("\n", 0, offset) + 1 : offset].lstrip().startswith("#")


def texts(file: Checked) -> Iterator[Text]:
    """Yield what a service is told, a variable or a command line each."""
    for service in file.services.values():
        for name, start, end in values(file.text, service):
            yield Text(file.path, file.text, start, end, name, service)
        for part in ("command", "entrypoint"):
            for one in scalars(service.part(part)):
                span = one.start_mark.index, one.end_mark.index
                yield Text(file.path, file.text, *span, "command", service)
        for entry in scalars(service.part("env_file")):
            path, text = file.beside(str(entry.value))
            for match in ENV_LINE.finditer(text) if "$" not in entry.value else ():
                yield Text(path, text, *match.span("value"), match["name"], service)


def values(text: str, service: Service) -> Iterator[tuple[str, int, int]]:
    """Yield the name of each variable of a service with the offsets of its value."""
    node = service.part("environment")
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


def hosts(file: Checked) -> Iterator[Found]:
    """Yield pairs such as `DB_HOST: db` and `DB_PORT: 5432`."""
    for service in file.services.values():
        told = {name: (start, end) for name, start, end in values(file.text, service)}
        for name, span in told.items():
            stem = CALLED.sub("", name)
            beside = told.get(f"{stem}_PORT", (0, 0))
            host, port = bare(file.text, span), bare(file.text, beside)
            other = file.services.get(file.text[slice(*host)])
            number = file.text[slice(*port)]
            if stem != name and other and other is not service and number.isdigit():
                yield Found(file.path, file.text, host, port, int(number), name, service, other)


def bare(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return the offsets of a value without quotes and blanks."""
    start, end = span
    value = text[start:end]
    inner = value.strip(" \n\"'")
    at = value.find(inner)
    return start + at, start + at + len(inner)

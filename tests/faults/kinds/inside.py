"""Ways to break what a Compose service says of itself, or what others are told of it."""

import re
from collections.abc import Iterator, Sequence

from tests.faults.composed import Mapped, Service
from tests.faults.fault import Fault
from tests.faults.listening import named, process_of, unheard
from tests.faults.mounted import configured
from tests.faults.nodes import scalars, words
from tests.faults.reference import Reference, values
from tests.faults.text import Change, edited, line_after, line_of

ASKED = re.compile(r"(?:localhost|127\.0\.0\.1):(?P<port>\d{2,5})(?!\d)")
BUNDLED = re.compile(r"(?:NEXT_PUBLIC|VITE|REACT_APP|VUE_APP|NUXT_PUBLIC|NG_APP|EXPO_PUBLIC)_")
LOCAL = re.compile(r"https?://(?P<host>localhost|127\.0\.0\.1):(?P<port>\d{2,5})(?!\d)")
EVERY = re.compile(r"(?<![\w.])0\.0\.0\.0(?![\w./])(?::(?P<port>\d{2,5}))?")
BOUND = {
    "redis": "redis-server --bind 127.0.0.1", "mysql": "--bind-address=127.0.0.1",
    "mariadb": "--bind-address=127.0.0.1", "postgres": "postgres -c listen_addresses=127.0.0.1",
    "prom/prometheus": "--web.listen-address=127.0.0.1:9090",
    "prom/node-exporter": "--web.listen-address=127.0.0.1:9100",
    "prom/alertmanager": "--web.listen-address=127.0.0.1:9093",
}  # fmt: skip
"""For an image, what its documentation says to write to hear this container alone."""

MACHINE = "host.docker.internal"


def inside(service: Service, calls: Sequence[Reference]) -> Iterator[Fault]:
    """Yield the faults of a service by itself; `calls` are the references to it."""
    yield from unwell(service)
    yield from led_astray(service)
    if (calls or service.ports) and not service.text("network_mode"):
        yield from bound(service, [one for one in calls if one.path == service.file.path])
    yield from browsed(service)
    yield from untold(service)


def changed(
    kind: str, service: Service, change: Change, undecided: str = "", more: Sequence[int] = ()
) -> Fault:
    """Return a fault that is found where the change is, or at other offsets."""
    file = service.file
    line = line_of(file.text, change.start)
    also = {(file.path, line_after(file.text, [change], at)) for at in more}
    text = {file.path: edited(file.text, [change])}
    places = frozenset({(file.path, line), *also})
    return Fault(f"Compose: {kind}", file.path, line, text, places, undecided)


def unwell(service: Service) -> Iterator[Fault]:
    """Let a health check ask for the published port, and for one that is off by one."""
    text = service.file.text
    for one in scalars(service.part("healthcheck")):
        for match in ASKED.finditer(text, one.start_mark.index, one.end_mark.index):
            port, place, at = int(match["port"]), match.span("port"), [one.start_mark.index]
            outer = {out for out, inner in service.ports if inner == port}
            for wrong in sorted(outer - {inner for _, inner in service.ports})[:1]:
                change = Change(*place, str(wrong))
                kind = "health check: published port"
                yield changed(kind, service, change, named(service, wrong), at)
            why = unheard(service, port, port + 1, "healthcheck")
            change = Change(*place, str(port + 1))
            yield changed("health check: port one off", service, change, why, at)


def led_astray(service: Service) -> Iterator[Fault]:
    """Let `ports` lead to a port that is off by one."""
    for one in service.mapped if "ports" in service.parts and not service.merges else ():
        change = Change(one.at, one.at + len(str(one.inner)), str(one.inner + 1))
        why = unheard(service, one.inner, one.inner + 1) or again(service, one)
        yield changed("container port moved in ports", service, change, why)


def again(service: Service, one: Mapped) -> str:
    """Say that another file leads to the same port of a service."""
    parts = [other for other in service.namesakes if other.partial or service.partial]
    also = any(inner == one.inner for other in parts for _, inner in other.ports)
    return "another file of the folder leads to the port as well" if also else ""


def bound(service: Service, calls: Sequence[Reference]) -> Iterator[Fault]:
    """Let a server that is called, or published, hear itself alone."""
    asked = {one.number for one in calls} | {inner for _, inner in service.ports}
    places = [one.host[0] for one in calls] + [one.at for one in service.mapped]
    places.append(service.key.start_mark.index)
    text = service.file.text
    nodes = list(scalars(service.part("command")))
    spots = [EVERY.search(text, one.start_mark.index, one.end_mark.index) for one in nodes]
    found = [(one, match) for one, match in zip(nodes, spots, strict=True) if match]
    several = len(EVERY.findall(" ".join(words(service.told("command"))))) > 1
    for node, match in found:
        if match["port"] and int(match["port"]) not in asked:
            continue
        change = Change(match.start(), match.start() + len("0.0.0.0"), "127.0.0.1")  # noqa: S104
        why = "it is told several addresses" if several else ""
        yield changed("loopback bind", service, change, why, [node.start_mark.index, *places])
    option = next((to for name, to in BOUND.items() if runs(service, name)), "")
    started = not {"command", "entrypoint", "build"}.isdisjoint(service.whole)
    if option and not started and not configured(service):
        first = next(iter(service.parts.values()))[0].start_mark
        change = Change(first.index, first.index, f"command: {option}\n{' ' * first.column}")
        yield changed("loopback bind", service, change, more=places)


def runs(service: Service, name: str) -> bool:
    """Tell whether a service is an image of that name."""
    image = process_of(service).image or ""
    form = rf"(?:docker\.io/)?(?:library/)?{name}(?:[:@].*)?"
    return re.fullmatch(form, image) is not None


def browsed(service: Service) -> Iterator[Fault]:
    """Give a browser the name that a service has among containers."""
    for name, start, end in values(service):
        match = LOCAL.search(service.file.text, start, end)
        if not match or not BUNDLED.match(name):
            continue
        for other in service.file.services.values():
            inner = dict(other.ports).get(int(match["port"]))
            if inner:
                change = Change(match.start("host"), match.end("port"), f"{other.name}:{inner}")
                yield changed("browser: service's name", service, change)
                break


def untold(service: Service) -> Iterator[Fault]:
    """Take away the entry that tells a container the machine's name."""
    text = service.file.text
    told = [text[start:end] for _, start, end in values(service)]
    told += words(service.part("command"))
    if "extra_hosts" not in service.parts or not any(MACHINE in one for one in told):
        return
    key, value = service.parts["extra_hosts"]
    if MACHINE in text[key.start_mark.index : value.end_mark.index]:
        change = Change(key.start_mark.index, key.end_mark.index, "x-extra_hosts")
        more = [service.key.start_mark.index, *(start for _, start, _ in values(service))]
        yield changed("extra_hosts removed", service, change, more=more)

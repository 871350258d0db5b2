"""Ways to break what a service says of itself, or what others are told of it."""

import re
from collections.abc import Iterator, Sequence

from tests.containers.composed import Checked, Service, scalars
from tests.containers.fault import Change, Fault, edited, line_after, line_of
from tests.containers.fault_reference import Found, values
from tests.containers.fault_said import configured, images, said, told, unsure

BUNDLED = re.compile(r"(?:NEXT_PUBLIC|VITE|REACT_APP|VUE_APP|NUXT_PUBLIC|NG_APP|EXPO_PUBLIC)_")
LOCAL = re.compile(r"https?://(?P<host>localhost|127\.0\.0\.1):(?P<port>\d{2,5})(?!\d)")
EVERY = re.compile(r"(?<![\w.])0\.0\.0\.0(?![\w.])")
BOUND = {
    "redis": "--bind 127.0.0.1", "mysql": "--bind-address=127.0.0.1",
    "mariadb": "--bind-address=127.0.0.1", "postgres": "-c listen_addresses=127.0.0.1",
    "prom/prometheus": "--web.listen-address=127.0.0.1:9090",
    "prom/node-exporter": "--web.listen-address=127.0.0.1:9100",
    "prom/alertmanager": "--web.listen-address=127.0.0.1:9093",
}  # fmt: skip
"""For an image, what its documentation says to write to hear this container alone."""


def inside(file: Checked, found: Sequence[Found]) -> Iterator[Fault]:
    """Yield the faults of each service by itself."""
    for service in file.services.values():
        yield from unwell(file, service)
        yield from led_astray(file, service)
        yield from bound(file, service, found)
        yield from browsed(file, service)
        yield from untold(file, service)


def fault_at(
    kind: str, file: Checked, change: Change, undecided: str = "", more: Sequence[int] = ()
) -> Fault:
    """Return a fault that is found where the change is, or at other offsets."""
    text = edited(file.text, [change])
    line = line_of(file.text, change.start)
    also = tuple((file.path, line_after(file.text, [change], at)) for at in more)
    return Fault(kind, file.path, line, text, line, also, undecided)


def unwell(file: Checked, service: Service) -> Iterator[Fault]:
    """Let a health check ask for the published port, and for one that is off by one."""
    check, theirs = service.part("healthcheck"), said(file, service)
    spans = [(one.start_mark.index, one.end_mark.index) for one in scalars(check)]
    for start, end in spans:
        form = re.compile(r"(?:localhost|127\.0\.0\.1):(?P<port>\d{2,5})(?!\d)")
        for match in form.finditer(file.text, start, end):
            port, place = int(match["port"]), match.span("port")
            outer = [out for out, inner in service.ports if inner == port and out not in theirs]
            for one in outer[:1]:
                yield fault_at(
                    "health check: published port", file, Change(*place, str(one)), more=[start]
                )
            if port + 1 not in theirs:
                unknown = unheard(file, service, port)
                change = Change(*place, str(port + 1))
                yield fault_at("health check: port one off", file, change, unknown, [start])


def unheard(file: Checked, service: Service, port: int) -> str:
    """Say why a service may listen on another port than a health check names."""
    if port not in told(file, service) and port not in {one for _, one in service.ports}:
        return "nothing but the health check says where it listens"
    return unsure(file, service, port)


def led_astray(file: Checked, service: Service) -> Iterator[Fault]:
    """Let `ports` lead to a port that is off by one."""
    known = told(file, service)
    for one in service.mapped:
        wrong = one.inner + 1
        if wrong in known or service.merges or service.text("network_mode"):
            continue
        unknown = unsure(file, service, one.inner)
        if one.inner not in known:
            unknown = "nothing but `ports` says where it listens"
        change = Change(one.at, one.at + len(str(one.inner)), str(wrong))
        yield fault_at("container port moved in ports", file, change, unknown)


def bound(file: Checked, service: Service, found: Sequence[Found]) -> Iterator[Fault]:
    """Let a server that is called, or published, hear itself alone."""
    calls = [one for one in found if one.other is service and one.path == file.path]
    if (not calls and not service.ports) or service.text("network_mode"):
        return
    places = [one.host[0] for one in calls] + [one.at for one in service.mapped]
    places.append(service.key.start_mark.index)
    for one in scalars(service.part("command")):
        match = EVERY.search(file.text, one.start_mark.index, one.end_mark.index)
        if match:
            change = Change(*match.span(), "127.0.0.1")
            where = [one.start_mark.index, *places]
            yield fault_at("loopback bind", file, change, more=where)
    option = next((o for n, o in BOUND.items() for i in images(file, service) if named(i, n)), "")
    first = next(iter(service.parts.values()))[0].start_mark
    if (
        option
        and not {"command", "entrypoint", "build"} & {*service.parts}
        and not configured(service)
    ):
        program = {"--bind": "redis-server ", "-c": "postgres "}.get(option.split()[0], "")
        line = f"command: {program}{option}\n{' ' * first.column}"
        change = Change(first.index, first.index, line)
        yield fault_at("loopback bind", file, change, more=places)


def named(image: str, name: str) -> bool:
    return re.fullmatch(rf"(?:docker\.io/)?(?:library/)?{name}(?:[:@].*)?", image) is not None


def browsed(file: Checked, service: Service) -> Iterator[Fault]:
    """Give a browser the name that a service has among containers."""
    for name, start, end in values(file.text, service):
        match = LOCAL.search(file.text, start, end)
        if not match or not BUNDLED.match(name):
            continue
        for other in file.services.values():
            inner = dict(other.ports).get(int(match["port"]))
            if inner:
                at = (match.start("host"), match.end("port"))
                yield fault_at(
                    "browser: service's name", file, Change(*at, f"{other.name}:{inner}")
                )
                break


def untold(file: Checked, service: Service) -> Iterator[Fault]:
    """Take away the entry that tells a container the machine's name."""
    names = [file.text[start:end] for _, start, end in values(file.text, service)]
    names += [one.value for one in scalars(service.part("command"))]
    calls = any("host.docker.internal" in one for one in names)
    if "extra_hosts" not in service.parts or not calls:
        return
    key, value = service.parts["extra_hosts"]
    if "host.docker.internal" in file.text[key.start_mark.index : value.end_mark.index]:
        change = Change(key.start_mark.index, key.end_mark.index, "x-extra_hosts")
        more = [service.key.start_mark.index, *(s for _, s, _ in values(file.text, service))]
        yield fault_at("extra_hosts removed", file, change, more=more)

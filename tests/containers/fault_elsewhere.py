"""Ways to break one reference outside of Compose files: proxies, scrapers, Kubernetes."""

import re
from collections.abc import Iterator, Mapping

from portlint.core import Context
from portlint.engine.context import context_of
from tests.containers.composed import Service
from tests.containers.fault import Fault

PROXY = re.compile(r"(?:^|/)[^/]*(?:nginx|default)[^/]*\.conf$")
SCRAPER = re.compile(r"(?:^|/)prometheus[^/]*\.ya?ml$|/prometheus/[^/]*\.ya?ml$")
TARGET_PORT = re.compile(r"^\s*targetPort: (?P<name>[a-z][a-z-]{2,14})\s*$", re.MULTILINE)
PROBE_PORT = re.compile(
    r"(?:httpGet|tcpSocket):\s*(?:#.*)?\n(?:\s+(?:path|scheme): .*\n)*"
    r"\s+port: (?P<name>[a-z][a-z-]{2,14})\s*$",
    re.MULTILINE,
)


def elsewhere(path: str, text: str, services: Mapping[str, Service]) -> Iterator[Fault]:
    """Yield the faults of a file that a container reads, or that a cluster does."""
    if context_of(path) is not Context.CODE or "{{" in text:
        return
    if PROXY.search(path) or SCRAPER.search(path):
        yield from called(path, text, services)
    elif path.endswith((".yaml", ".yml")) and "\nkind:" in f"\n{text}":
        yield from named(path, text)


def called(path: str, text: str, services: Mapping[str, Service]) -> Iterator[Fault]:
    """Break each `service:port`, by a service that a Compose file of the checkout declares."""
    kind = "nginx" if PROXY.search(path) else "Prometheus"
    names = "|".join(map(re.escape, sorted(services, key=len, reverse=True)))
    form = re.compile(rf"(?<![\w.-])(?P<host>{names}):(?P<port>\d{{2,5}})(?!\d)")
    for match in form.finditer(text) if names else ():
        if text[text.rfind("\n", 0, match.start()) + 1 :].lstrip().startswith("#"):
            continue
        number, other = int(match["port"]), services[match["host"]]
        outer = [out for out, inside in other.ports if inside == number != out]
        line = text.count("\n", 0, match.start()) + 1
        wrongs = [("localhost", "localhost", number), ("port one off", match["host"], number + 1)]
        wrongs += [("published port", match["host"], one) for one in outer[:1]]
        for what, host, port in wrongs:
            whole = f"{text[: match.start()]}{host}:{port}{text[match.end() :]}"
            yield Fault(f"{kind}: {what}", path, line, whole, line)


def named(path: str, text: str) -> Iterator[Fault]:
    """Rename the port that a Service or a probe names, and nothing else."""
    for kind, form in (("targetPort", TARGET_PORT), ("probe", PROBE_PORT)):
        for match in form.finditer(text):
            at = match.end("name")
            line = text.count("\n", 0, at) + 1
            yield Fault(
                f"Kubernetes: {kind} renamed", path, line, f"{text[:at]}x{text[at:]}", line
            )

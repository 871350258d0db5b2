"""`portlint new`: a service gets an entry, and a port that nobody has."""

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from portlint.cli.editing import edit, follow, no_sync
from portlint.cli.options import Sources, path_argument, source_options
from portlint.cli.session import open_session
from portlint.cli.sources import governed
from portlint.cli.terminal import fail, safe_line, say
from portlint.core import PortUse, Registry
from portlint.registry.editing import add
from portlint.registry.quoting import flow, scalar
from portlint.registry.vacancy import ranges_of, refusal, taken, unused

PORT = click.IntRange(1, 65535)
Questions = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Asking:
    """How what no flag says is found out: by asking, by taking what is proposed, or not at all."""

    registry: Registry
    used: Mapping[int, PortUse]
    agreed: bool
    terminal: bool

    def word(self, question: str, flag: str, proposed: str = "", known: str = "") -> str:
        """Return an answer in words; end the run where nobody can give one."""
        if self.agreed and proposed:
            return proposed
        if self.agreed or not self.terminal:
            fail(f"{flag} is missing{known}")
        return str(click.prompt(question, default=proposed or None, err=True)).strip()

    def optional(self, question: str, proposed: str = "") -> str:
        """Return an answer that may be empty; what is proposed where nobody is asked."""
        if self.agreed or not self.terminal:
            return proposed
        return str(click.prompt(question, default=proposed, err=True)).strip()


@click.command("new")
@click.argument("name", required=False)
@path_argument
@click.option("--stack", help="The stack, which is the name of a range.")
@click.option("--port", type=PORT, help="The host's port; the next free one of the range.")
@click.option("--unpublished", is_flag=True, help="The host publishes none.")
@click.option("--container-port", type=PORT, help="What the container listens on.")
@click.option("--on-host", is_flag=True, help="It runs on the host, in no container.")
@click.option("--protocol", help="What is spoken: http, postgres, ….")
@click.option("--transport", type=click.Choice(["tcp", "udp", "sctp"]), default="tcp")
@click.option("--host-ip", default="", help="The host's address that it is bound to.")
@click.option("--owner", help="The team to ask.")
@click.option("--description", help="What it does, in a sentence.")
@click.option("--network", multiple=True, help="A network that it is in; repeatable.")
@click.option("--depends-on", multiple=True, help="A service that it needs; repeatable.")
@click.option("--health", default="", help="The path that says whether it is well: /health.")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing; take what is proposed.")
@no_sync
@source_options
def command(
    name: str | None, path: Path, *, yes: bool, no_sync: bool, sources: Sources, **given: object
) -> None:
    """Add NAME to the registry of PATH, on the next free port of its stack's range.

    What no flag says is asked. Ports that are taken, that the system hands out or that browsers
    refuse are refused. Then `sync` runs.
    """
    session = open_session((path,), sources)
    registry = governed(session.registry, session.root)
    used = taken(session.gather().facts)
    asking = Asking(registry, used, yes, on_a_terminal())
    pairs = entry_of(asking, name, given)
    edit(session, lambda data, where: add(data, where, pairs))
    said = dict(pairs)
    port = said.get("port") or said["container_port"]
    say(safe_line(f"{registry.path}: {said['name']} is registered on {port}"))
    follow(path, sources, left=no_sync)


def on_a_terminal() -> bool:
    """Tell whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def entry_of(asking: Asking, name: str | None, given: Questions) -> list[tuple[str, str]]:
    """Return the keys of an entry, each with its value written as YAML."""
    registry = asking.registry
    own = name or asking.word("Name", "NAME")
    if registry.named(own):
        place = registry.by_name[own].location
        fail(f"{own} is registered already ({place.spot})")
    stack = str(given["stack"] or "") or _stack(asking)
    if stack and registry.ranges and not ranges_of(registry, stack):
        fail(f"--stack: no range is called {stack}; known are {_stacks(registry)}")
    host = None if given["unpublished"] else _port(asking, stack, given)
    container = given["container_port"] or _container(asking, host, given)
    owner = given["owner"] or asking.optional("Owner", _owner(registry, stack))
    protocol = given["protocol"] or asking.optional("What is spoken (http, postgres, …)")
    words = [
        ("protocol", protocol),
        ("transport", "" if given["transport"] == "tcp" else given["transport"]),
        ("host_ip", given["host_ip"]),
        ("owner", owner),
        ("description", given["description"] or asking.optional("What it does, in a sentence")),
    ]
    networks, needed = _names(given["network"]), _names(given["depends_on"])
    pairs = [
        ("name", scalar(own)),
        ("stack", scalar(stack) if stack else ""),
        ("port", str(host or "")),
        ("container_port", str(container) if container != host else ""),
        *((key, scalar(str(value)) if value else "") for key, value in words),
        ("container", "false" if given["on_host"] else ""),
        ("networks", flow(networks) if networks else ""),
        ("depends_on", flow(needed) if needed else ""),
        (
            "healthcheck",
            f"{{endpoint: {scalar(str(given['health']))}}}" if given["health"] else "",
        ),
    ]
    return [(key, value) for key, value in pairs if value]


def _names(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _stacks(registry: Registry) -> str:
    return ", ".join(dict.fromkeys(one.name for one in registry.ranges))


def _stack(asking: Asking) -> str:
    if not asking.registry.ranges:
        return asking.optional("Stack")
    known = _stacks(asking.registry)
    only = "" if "," in known else known
    return asking.word(f"Stack ({known})", "--stack", only, f"; known are {known}")


def _owner(registry: Registry, stack: str) -> str:
    """Return who owns most of a stack; nobody where that is not plain."""
    owners = Counter(
        one.owner
        for one in registry.services
        if one.owner and one.stack and one.stack.name == stack
    )
    ranked = owners.most_common(2)
    plain = ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1])
    return ranked[0][0] if plain else ""


def _port(asking: Asking, stack: str, given: Questions) -> int:
    """Return the host's port; ask again, or end the run, where it cannot be had."""
    spans = [(one.first, one.last) for one in ranges_of(asking.registry, stack)]
    proposed = next(unused(spans, asking.used, asking.registry), None)
    if given["port"]:
        number = int(str(given["port"]))
        if reason := _refused(asking, number, spans, given):
            free = f"; {proposed} is free" if proposed else ""
            fail(f"--port {number}: {reason}{free}")
        return number
    if asking.agreed and proposed:
        return proposed
    if asking.agreed or not asking.terminal:
        full = f": no port of {stack} is free" if spans and not proposed else ""
        hint = f"; {proposed} is free (--yes takes it)" if proposed else full
        fail(f"--port is missing{hint}")
    return int(_asked_again(asking, proposed, spans, given))


def _asked_again(
    asking: Asking, proposed: int | None, spans: list[tuple[int, int]], given: Questions
) -> int:
    while True:
        number = click.prompt("Port of the host", type=PORT, default=proposed, err=True)
        reason = _refused(asking, int(number), spans, given)
        if not reason:
            return int(number)
        say(safe_line(f"{number} cannot be had: {reason}"))


def _refused(asking: Asking, number: int, spans: list[tuple[int, int]], given: Questions) -> str:
    if spans and not any(first <= number <= last for first, last in spans):
        written = ", ".join(
            str(first) if first == last else f"{first}-{last}" for first, last in spans
        )
        return f"it is outside of the stack's range {written}"
    transport, address = str(given["transport"]), str(given["host_ip"])
    return refusal(asking.registry, number, transport, address, asking.used)


def _container(asking: Asking, host: int | None, given: Questions) -> int:
    """Return the container's side; the host's where nobody says otherwise."""
    if host is None:
        if asking.agreed or not asking.terminal:
            fail("--container-port is missing: an unpublished service has no other")
        return int(click.prompt("Port inside the container", type=PORT, err=True))
    if given["on_host"] or asking.agreed or not asking.terminal:
        return host
    return int(click.prompt("Port inside the container", type=PORT, default=host, err=True))

"""A plug-in with one of everything: a language, a rule, a reporter, a generator."""

import re
from collections.abc import Iterable, Iterator, Sequence

from portlint.core import (
    Artifact,
    Comment,
    Fact,
    Generator,
    Hit,
    Option,
    Order,
    PortUse,
    Project,
    Report,
    Reporter,
    Role,
    Rule,
    Severity,
    Style,
    Tier,
    generator,
    reporter,
    rule,
)
from portlint.hooks import hookimpl
from portlint.syntax import Language, Source, language

PORTS = re.compile(r"^\s*(set httpd|if failed)\b.*?\bport (\d{2,5})\b", re.MULTILINE)
KEPT = range(9900, 10000)


@language("monit", patterns=("monitrc", "*.monitrc"))
def monit(source: Source) -> Iterator[Fact]:
    """Read what Monit listens on, and what it asks."""
    for found in PORTS.finditer(source.text):
        role = Role.LISTEN if found[1] == "set httpd" else Role.CONNECT
        yield source.use(found.start(2), found.end(2), role)


@rule(
    code="PLT001",
    name="platform-port",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message="{port} is kept for the platform's own agents: two would fight over it, take another",
)
def platform_port(project: Project) -> Iterator[Hit]:
    """Finds a program that listens on a port which the platform keeps for itself."""
    for use in project.facts.of(PortUse):
        if use.role is Role.LISTEN and use.port in KEPT:
            yield Hit(use.location, port=use.port)


@reporter("chat")
def chat(report: Report, rules: Sequence[Rule], style: Style) -> str:
    """One line for a chat: how many findings of each severity."""
    del rules, style
    counts = {one: sum(f.severity is one for f in report.findings) for one in Severity}
    return "ports: " + ", ".join(f"{n} {one.value}" for one, n in counts.items() if n) + "\n"


@generator("hosts", options=[Option("path", "hosts.txt", "where the names are written")])
def hosts(order: Order) -> Iterator[Artifact]:
    """Lines for `/etc/hosts`, so that services' names work on a developer's machine too."""
    text = "".join(f"127.0.0.1 {service.name}\n" for service in order.registry.services)
    yield Artifact(order.text("path"), text, Comment.HASH)


@hookimpl
def portlint_languages() -> Iterable[Language]:
    return [monit]


@hookimpl
def portlint_rules() -> Iterable[Rule]:
    return [platform_port]


@hookimpl
def portlint_reporters() -> Iterable[Reporter]:
    return [chat]


@hookimpl
def portlint_generators() -> Iterable[Generator]:
    return [hosts]

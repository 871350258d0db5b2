"""A plug-in with one of everything: a rule, a language, a reporter, a generator."""

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


@rule(
    code="EX001",
    name="unlucky-port",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message="{port} is unlucky",
)
def unlucky_port(project: Project) -> Iterator[Hit]:
    """Find unlucky ports."""
    for use in project.facts.of(PortUse):
        if "13" in str(use.port):
            yield Hit(use.location, port=use.port)


@language("example", patterns=("*.example-ports",))
def example(source: Source) -> Iterator[Fact]:
    """Read a number a line."""
    for match in re.finditer(r"\d{2,5}", source.text):
        yield source.use(match.start(), match.end(), Role.DECLARE)


@reporter("count")
def count(report: Report, rules: Sequence[Rule], style: Style) -> str:
    """The number of findings."""
    del rules, style
    return f"{len(report.findings)}\n"


@generator("names", options=[Option("path", "names.txt", "where the names are written")])
def names(order: Order) -> Iterator[Artifact]:
    """Service names, one a line."""
    text = "".join(f"{service.name}\n" for service in order.registry.services)
    yield Artifact(order.text("path"), text, Comment.HASH)


@hookimpl
def portlint_rules() -> Iterable[Rule]:
    return [unlucky_port]


@hookimpl
def portlint_languages() -> Iterable[Language]:
    return [example]


@hookimpl
def portlint_reporters() -> Iterable[Reporter]:
    return [count]


@hookimpl
def portlint_generators() -> Iterable[Generator]:
    return [names]

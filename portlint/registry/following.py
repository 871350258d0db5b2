"""Which places of a repository must follow when a service gets another port or another name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portlint.core import (
    Context,
    DeclaredService,
    Fact,
    Generated,
    Location,
    PortUse,
    Role,
    Service,
)
from portlint.core.homes import variable
from portlint.core.judgement import is_loopback

GATEWAYS = frozenset(("host.docker.internal", "gateway.docker.internal"))
NUMBERS = (Role.DECLARE, Role.LISTEN, Role.CONNECT)


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """Where a service's port or name stands; `sure` where no other service can be meant."""

    location: Location
    sure: bool
    saying: str
    text: str


def of_port(facts: Iterable[Fact], service: Service, port: int, registry: str) -> list[Place]:
    """Return every place that says a published port, the sure ones first, each line once.

    `registry` is the registry's own path; what is generated is no place, as sync renders it anew.
    """
    facts = tuple(facts)
    apart = _apart(facts, registry)
    found: dict[tuple[str, int], Place] = {}
    for use in (fact for fact in facts if isinstance(fact, PortUse)):
        saying = _saying(use, service) if use.port == port else ""
        key = (use.location.path, use.location.line)
        if saying and use.location.path not in apart:
            sure = not saying.startswith("may")
            if key not in found or (sure and not found[key].sure):
                found[key] = Place(use.location, sure, saying, use.text)
    return sorted(found.values(), key=lambda one: (not one.sure, one.location))


def _apart(facts: Iterable[Fact], registry: str) -> frozenset[str]:
    """Return the paths of files that are not edited by hand: what follows in them is rendered."""
    generated = (fact.location.path for fact in facts if isinstance(fact, Generated))
    return frozenset((registry, *generated))


def _saying(use: PortUse, service: Service) -> str:
    """Say what a place does with a port; empty where it has nothing to do with the host's side."""
    named = use.service in service.names
    inside = use.role is Role.CONTAINER or (use.role is Role.CONNECT and use.host in service.names)
    from_host = is_loopback(use) or use.host in GATEWAYS
    answers = (
        (inside, ""),
        (use.context in {Context.DOCS, Context.COMMENT}, "may mean it in prose"),
        (use.role is Role.PUBLISH, "publishes it" if named else "may publish it"),
        (variable(service) in {use.name, use.default_of}, f"gives {variable(service)} its value"),
        (use.role is Role.CONNECT and from_host, "calls it"),
        (use.role is Role.LISTEN and not service.container, "listens on it"),
        (use.role in NUMBERS, "may mean it"),
    )
    return next((saying for true, saying in answers if true), "")


def of_name(facts: Iterable[Fact], name: str, registry: str) -> list[Place]:
    """Return every place that declares or calls a service by a name, each line once."""
    facts = tuple(facts)
    apart = _apart(facts, registry)
    found: dict[tuple[str, int], Place] = {}
    for place in _named(facts, name):
        if place.location.path not in apart:
            found.setdefault((place.location.path, place.location.line), place)
    return sorted(found.values(), key=lambda one: (not one.sure, one.location))


def _named(facts: Iterable[Fact], name: str) -> Iterator[Place]:
    for fact in facts:
        if isinstance(fact, DeclaredService) and fact.name == name:
            yield Place(fact.location, sure=True, saying=f"declares it ({fact.format})", text="")
        elif isinstance(fact, PortUse) and fact.host == name and fact.role is Role.CONNECT:
            sure = fact.context not in (Context.DOCS, Context.COMMENT)
            yield Place(fact.location, sure, "calls it by name" if sure else "names it", fact.text)

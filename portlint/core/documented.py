"""Which service a sentence, a table row or a URL of a document gives a port to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portlint.core.facts import Context, DeclaredService, PortMapping, PortUse, Role
from portlint.core.homes import sides, variable
from portlint.core.judgement import is_loopback
from portlint.core.registry import Registry, Service
from portlint.core.rule import Project
from portlint.core.tables import image_ports

PAST = re.compile(
    r"(?:^|[/_.-])(?:changelogs?|changes|history|releases?(?:-notes)?|news|migrations?|adrs?|decisions?"
    r"|rfcs?|proposals?|archived?|archives|legacy|old|deprecated|backups?|reports?|outputs|plans?"
    r"|post-?mortems?|incidents?|meetings?|audits?|evidence|blog|versioned_docs|version-\d[^/]*"
    r"|implementation[^/]*|summary|complete|status|troubleshooting)(?:[/_.-]|$)"
    r"|\d{4}-\d{2}-\d{2}|(?:^|/)v\d+(?:\.\d+)*/",
    re.IGNORECASE,
)
"""What was right when it was written, and is left so: logs, decisions, plans, old versions."""

THEN = re.compile(
    r"(?i)\b(?:from|was|were|formerly|previous(?:ly)?|instead|rather than|no longer|used to|legacy"
    r"|old|deprecated|changed?|moved?|migrat\w+|conflict\w*|before|after|wrong|not|example|e\.g|antes"
    r"|container port|antig\w+|era|mudou|alterad\w+|conflito\w*|exemplo|não)\b|→|(?<!-)->|=>|~~|❌"
)
"""What a line says that tells of two numbers, or of one that is not so."""

TOKEN = re.compile(r"[A-Za-z0-9](?:[\w.-]*\w)?")
"""What may be a service's name."""

BETWEEN = re.compile(
    r"(?i)(?:[\s*`_()\[\]:=\"'\u2013\u2014-]|https?://|localhost|127\.0\.0\.1|0\.0\.0\.0|\b(?:runs?|running|is"
    r"|listens?|listening|on|at|the|port|porta|url|available|exposed|published|api|service|container"
    r"|serviço|na|em|roda|via)\b){0,40}"
)
"""What may stand between a service's name and its port."""

OTHER = re.compile(r"(?i)\b(?:databases?|dbname|schemas?|banco|users?|branch|image|volume)\b")
"""What a line speaks of where a service's name is that of something else: a database, a user."""

MARKED = ("`", "*")
"""Around a name that is a plain word, it says that a service is meant."""


@dataclass(frozen=True, slots=True)
class Told:
    """A document gives `use.port` to a service; `host` says whether as others call it inside."""

    use: PortUse
    service: Service
    inside: bool


def told(project: Project, registry: Registry) -> Iterator[Told]:
    """Yield every port of a document that is tied to a service, whatever the number is.

    A variable ties it where the page has no right number of the service: elsewhere it tells how to
    move the service.
    """
    variables = {variable(one): one for one in registry.services}
    uses = [use for use in project.facts.of(PortUse) if _documents(use)]
    said = {(use.location.path, use.port) for use in uses}
    for use in uses:
        if THEN.search(use.text) or use.role is Role.COMPARE:
            continue
        apart = not use.scheme and OTHER.search(use.text)
        if use.host and not is_loopback(use):
            if (own := registry.named(use.host)) and not apart:
                yield Told(use, own, inside=True)
        elif own := variables.get(use.name):
            if not any((use.location.path, port) in said for port in sides(own)):
                yield Told(use, own, inside=False)
        elif not apart and (own := _beside(use, registry)):
            yield Told(use, own, inside=False)


def _documents(use: PortUse) -> bool:
    page = use.format == "markdown" and use.context is Context.DOCS
    return page and not PAST.search(use.location.path)


def current(told: Told, real: Mapping[str, frozenset[int]]) -> bool:
    """Tell whether a number is one of the service's: registered, or what is deployed for it."""
    own = sides(told.service)
    return told.use.port in own or any(
        told.use.port in real.get(name, ()) for name in told.service.names
    )


def deployed_ports(project: Project) -> Mapping[str, frozenset[int]]:
    """Return every port that a deployment gives to a service, by each name that it has there.

    What the service's well-known image listens on is among them.
    """
    found: dict[str, set[int]] = {}
    names: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in project.facts.of(DeclaredService):
        names[one.location.path, one.name] = (one.name, *one.aliases)
        for name in (one.name, *one.aliases):
            found.setdefault(name, set()).update(port.port for port in image_ports(one.image))
    for mapping in project.facts.of(PortMapping):
        pair = (*(mapping.published or ()), *mapping.target)
        for name in names.get((mapping.location.path, mapping.service), (mapping.service,)):
            found.setdefault(name, set()).update(pair)
    for use in project.facts.of(PortUse):
        if use.service and use.context is Context.CODE and use.role is not Role.CONNECT:
            for name in names.get((use.location.path, use.service), (use.service,)):
                found.setdefault(name, set()).add(use.port)
    return {name: frozenset(ports) for name, ports in found.items()}


def _beside(use: PortUse, registry: Registry) -> Service | None:
    """Return the one service of a line that the port stands beside, or has a table's row with."""
    found = [
        name
        for name in TOKEN.finditer(use.text)
        if name[0] in registry.by_name and not _in_path(use.text, name)
    ]
    services = {registry.by_name[name[0]].name for name in found}
    if len(services) != 1:
        return None
    number = re.compile(rf"(?<!\d){use.port}(?!\d)")
    digits = [match.span() for match in number.finditer(use.text)]
    if any(_tied(use.text, name, place) for name in found for place in digits):
        return registry.by_name[found[0][0]]
    return None


def _in_path(text: str, name: re.Match[str]) -> bool:
    return text[: name.start()].endswith(("/", "\\", ".", "@")) or text.startswith("/", name.end())


def _tied(text: str, name: re.Match[str], digits: tuple[int, int]) -> bool:
    """Tell whether nothing but filling stands between a name and the digits after it."""
    plain = name[0].isalpha()
    marked = text[: name.start()].endswith(MARKED) or text.startswith(MARKED, name.end())
    if plain and not marked:
        return False
    if text.startswith("|"):
        return _cell(text, name.span()) == name[0] and _cell(text, digits).endswith(
            text[slice(*digits)]
        )
    return BETWEEN.fullmatch(text, name.end(), digits[0]) is not None


def _cell(text: str, span: tuple[int, int]) -> str:
    """Return the cell of a table's row around a place, without its markup."""
    begin = text.rfind("|", 0, span[0]) + 1
    end = text.find("|", span[1])
    return text[begin : end if end >= 0 else len(text)].strip(" `*_")

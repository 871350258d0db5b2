"""Which service a sentence, a table row or a URL of a document gives a port to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portlint.core.facts import Context, DeclaredService, PortMapping, PortUse, Role
from portlint.core.homes import sides, variable
from portlint.core.judgement import is_loopback
from portlint.core.registry import Exposure, Registry, Service
from portlint.core.rule import Project
from portlint.core.tables import image_ports

PAST = re.compile(
    r"(?:^|[/_.-])(?:changelogs?|changes|history|releases?(?:-notes)?|news|migrations?|adrs?|decisions?"
    r"|prds?|rfcs?|proposals?|archived?|archives|legacy|old|deprecated|backups?|reports?|outputs|plans?"
    r"|post-?mortems?|incidents?|meetings?|audits?|evidence|blog|versioned_docs|version-\d[^/]*"
    r"|implementation[^/]*|summary|complete|status|troubleshooting)(?:[/_.-]|$)"
    r"|\d{4}-\d{2}-\d{2}|(?:^|/)v\d+(?:\.\d+)*/",
    re.IGNORECASE,
)
"""What was right when it was written, and is left so: logs, decisions, plans, old versions."""

THEN = re.compile(
    r"(?i)\b(?:from|was|were|formerly|previous(?:ly)?|instead|rather than|no longer|used to|legacy"
    r"|old|deprecated|changed?|moved?|migrat\w+|conflict\w*|before|after|wrong|not|example|e\.g|antes"
    r"|container port|future|planned|pending|futuro|pendente|antig\w+|era|mudou|alterad\w+"
    r"|conflito\w*|exemplo|não)\b|→|(?<!-)->|=>|~~|❌"
)
"""What a line says that tells of two numbers, or of one that is not so."""

TOKEN = re.compile(r"[A-Za-z0-9](?:[\w.-]*\w)?")
"""What may be a service's name."""

LABEL = re.compile(
    r"\*\*([^*|`]{2,60})\*\*|\[([^\]|`]{2,60})\](?=\()|^\|\s*([^|*`]{2,60}?)\s*\|"
    r"|^[-*+]\s+([A-Z][A-Za-z0-9 _-]{1,40}?)(?=\s*[:(\u2013\u2014]|\s-\s)"
)
"""What heads a line: bold text, a link, a row's first cell, the begin of a list's item."""

BETWEEN = re.compile(
    r"(?i)(?:[\s*`_()\[\]:=\"'\u2013\u2014-]|https?://|localhost|127\.0\.0\.1|0\.0\.0\.0|\b(?:runs?|running|is"
    r"|listens?|listening|on|at|the|port|porta|url|available|exposed|published|api|service|container"
    r"|serviço|na|em|roda|via)\b){0,40}"
)
"""What may stand between a service's name and its port."""

NUMBER = re.compile(r"(?<!\d)\d{2,5}(?!\d)")
GATEWAY = re.compile(r"(?i)\b(?:via|through|traefik|proxy|proxied|nginx|caddy|ingress)\b")

OTHER = re.compile(r"(?i)\b(?:databases?|dbname|schemas?|banco|users?|branch|image|volume)\b")
"""What a line speaks of where a service's name is that of something else: a database, a user."""

MARKED = ("`", "*")
"""Around a name that is a plain word, it says that a service is meant."""


@dataclass(frozen=True, slots=True)
class Told:
    """A document gives `use.port` to a service; `inside`: as other containers call it."""

    use: PortUse
    service: Service
    inside: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A service's name in a line, as offsets in characters; `sure` if it can be nothing else."""

    service: Service
    start: int
    end: int
    sure: bool


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
    found = [*_named(use.text, registry), *_labelled(use.text, registry)]
    if len({one.service.name for one in found}) != 1:
        return None
    service = found[0].service
    own = sides(service)
    if use.port not in own and any(int(one) in own for one in NUMBER.findall(use.text)):
        return None
    number = re.compile(rf"(?<!\d){use.port}(?!\d)")
    digits = [match.span() for match in number.finditer(use.text)]
    if any(_through_gateway(use.text, service, place) for place in digits):
        return None
    tied = any(_tied(use.text, one, place) for one in found for place in digits)
    return service if tied else None


def _through_gateway(text: str, service: Service, digits: tuple[int, int]) -> bool:
    """Tell whether an address is a gateway's that leads to the service, not the service's own."""
    exposed = service.gateway_path or any(
        port.path or port.exposure is Exposure.GATEWAY for port in service.ports
    )
    pathed = re.match(r"/[A-Za-z]", text[digits[1] :]) is not None
    return GATEWAY.search(text) is not None or (bool(exposed) and pathed)


def _named(text: str, registry: Registry) -> Iterator[Name]:
    """Yield names of services as the registry writes them; `sure` where one is no plain word."""
    for name in TOKEN.finditer(text):
        service = registry.by_name.get(name[0])
        before, after = text[: name.start()], text[name.end() :]
        if service and not before.endswith(("/", "\\", ".", "@")) and not after.startswith("/"):
            marked = before.endswith(MARKED) or after.startswith(MARKED)
            yield Name(service, *name.span(), sure=marked or not name[0].isalpha())


def _labelled(text: str, registry: Registry) -> Iterator[Name]:
    """Yield the names that head a line or a row, as people write them: `**Telegram API**`.

    One word alone (`TimescaleDB`) may be any server of that product.
    """
    for label in LABEL.finditer(text):
        begin, end = next(label.span(at) for at in range(1, 5) if label[at])
        word = text[begin:end].strip(" :").lower().replace(" ", "-").replace("_", "-")
        if "-" in word and (service := registry.by_name.get(word)):
            yield Name(service, begin, end, sure=True)


def _tied(text: str, name: Name, digits: tuple[int, int]) -> bool:
    """Tell whether nothing but filling stands between a name and the digits after it."""
    if not name.sure:
        return False
    if text.startswith("|"):
        whole = text[name.start : name.end].strip(" `*_:")
        own = _cell(text, digits)
        return _cell(text, (name.start, name.end)) == whole and own.endswith(text[slice(*digits)])
    return BETWEEN.fullmatch(text, name.end, digits[0]) is not None


def _cell(text: str, span: tuple[int, int]) -> str:
    """Return the cell of a table's row around a place, without its markup."""
    begin = text.rfind("|", 0, span[0]) + 1
    end = text.find("|", span[1])
    return text[begin : end if end >= 0 else len(text)].strip(" `*_")

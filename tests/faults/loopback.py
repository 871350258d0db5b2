"""Why `localhost` may be right in the place of a service's name."""

import re
from functools import lru_cache

from portlint.core.tables import image_ports
from tests.faults.built import OWN, PASSED_OVER, build_of
from tests.faults.composed import Service
from tests.faults.environment import variables
from tests.faults.listening import process_of
from tests.faults.nodes import words
from tests.faults.reference import Reference

PROGRAMS = re.compile(
    r"_(?:BROKERS?|SERVERS?|PEERS?|DSN)\Z|BOOTSTRAP|^OTEL_EXPORTER_OTLP|^SPRING_|^EUREKA_"
    r"|eureka\.client|^spring\.",
    re.IGNORECASE,
)
"""Variables whose address only a program reads."""

WEB = re.compile(r"(?:https?|wss?)://\Z", re.IGNORECASE)
PAGES = re.compile(r"\.(?:html?|[jt]sx|vue|svelte|astro|ejs|hbs|erb|jinja2?|twig|cshtml|phtml)\Z")

OPENED = re.compile(r"(?:(?<![\w.:\]])|(?<![\w\]]):|0\.0\.0\.0:)(\d{2,5})(?![\w.])")
"""A port behind no host, or behind every host."""


def loopback(one: Reference) -> str:
    """Say why `localhost` may be right in the place of a service's name."""
    readers = (one.reader, *one.reader.namesakes)
    if any(one.number in own_ports(each) for each in readers):
        return "the reader may listen there itself"
    begun = one.text[max(0, one.host[0] - 8) : one.host[0]]
    if not WEB.search(begun) or PROGRAMS.search(one.name):
        return ""
    everyone = one.reader.file.services.values()
    published = any(one.number == outside for each in everyone for outside, _ in each.ports)
    paged = "ports" in one.reader.whole or has_pages(one.reader)
    return "a browser on the machine may read it" if published and paged else ""


def own_ports(service: Service) -> frozenset[int]:
    """Return every port on which anything says that a service itself listens."""
    found = {inner for _, inner in service.ports}
    build = build_of(service) if "build" in service.whole else None
    said = [*words(service.told("expose"))]
    said += [one for one in words(service.told("ports")) if one.isdigit()]
    said += [*words(service.told("command")), *words(service.told("entrypoint"))]
    own = [value or "" for name, value in variables(service).items() if OWN.fullmatch(name)]
    found |= {int(one) for one in own if one.isdigit()}
    if build:
        found |= build.recipe.exposed or set()
        found |= {row.port for row in image_ports(build.recipe.base)}
        said += [*build.recipe.started.values(), *build.recipe.health]
    else:
        found |= {row.port for row in image_ports(process_of(service).image or "")}
    return frozenset(found.union(int(one) for text in said for one in OPENED.findall(text)))


def has_pages(service: Service) -> bool:
    """Tell whether a service is built from pages; of an image nobody knows."""
    build = build_of(service) if "build" in service.whole else None
    return build is None or paged(tuple(service.file.repository.under(build.context)))


@lru_cache
def paged(paths: tuple[str, ...]) -> bool:
    """Tell whether one of the files is a page."""
    return any(PAGES.search(one) and not PASSED_OVER.search(one) for one in paths)

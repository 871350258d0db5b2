"""What stands against a fault that changes a host or a network: why it may work all the same."""

import re
from functools import lru_cache

from portlint.core.tables import image_ports
from tests.faults.built import OWN, PASSED_OVER, build_of
from tests.faults.composed import Service, items, merged, pairs, words
from tests.faults.environment import readers, variables
from tests.faults.listening import process_of
from tests.faults.reference import Reference

OUTSIDE = re.compile(
    r"public|external|advertis|browser|origin|cors|allowed|redirect|callback|listener"
    r"|^(?:next_public|vite|react_app|vue_app|nuxt_public|ng_app|expo_public|gatsby)_",
    re.IGNORECASE,
)
"""Variables whose address a browser or a peer reads, or that is compared and not called."""

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


def shared(one: Reference) -> str:
    """Say why a service may not use a variable that it is given."""
    several = one.path != one.reader.file.path and len(readers(one.path, one.reader)) > 1
    return "an env file that others read as well may not be meant for it" if several else ""


def told(one: Reference) -> str:
    """Say why the reader itself may not call what it is told."""
    if OUTSIDE.search(one.name):
        return "a browser or a peer may read it"
    if one.reader.hosted:
        return "its reader has no network of its own"
    return shared(one)


def renamed(one: Reference, wrong: str) -> str:
    """Say why a name may be known that no service of the file has."""
    for other in one.reader.file.others:
        if wrong in other.services:
            return "another file of the folder declares the name"
    if "include" in one.reader.file.parts:
        return "an included file may declare the name"
    if any(word.partition(":")[0] == wrong for word in words(one.reader.told("extra_hosts"))):
        return "the reader is told the name's address"
    return "an external network may know the name" if outer(one.reader) else ""


def outer(service: Service) -> bool:
    """Tell whether a service is in a network that others declare."""
    _, known = service.file.parts.get("networks", (None, None))
    node = service.told("networks")
    own = [*merged(node), *(str(one.value) for one in items(node))] or ["default"]
    return any("external" in pairs(pairs(known).get(name, (None, None))[1]) for name in own)


def joined(one: Reference) -> str:
    """Say why services may share a network though one file keeps them apart."""
    for other in one.reader.file.others:
        for name in (one.reader.name, one.other.name):
            part = other.services.get(name)
            if part and not {"image", "build"} & part.whole.keys() and "networks" in part.whole:
                return "another file of the folder puts it into networks"
    return "an external network may know the name" if outer(one.reader) else ""


def loopback(one: Reference) -> str:
    """Say why `localhost` may be right in the place of a service's name."""
    if one.number in own_ports(one.reader):
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

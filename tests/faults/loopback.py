"""Why `localhost` may be right in the place of a service's name."""

import re
from functools import lru_cache

import yaml

from portlint.core.tables import image_ports
from tests.faults.composed import Composed, Service
from tests.faults.environment import settled, variables
from tests.faults.listening import process_of
from tests.faults.nodes import items, pairs, words
from tests.faults.reference import Reference
from tests.faults.started import starts
from tests.faults.witnesses import OWN, PASSED_OVER, build_of

PROGRAMS = re.compile(
    r"_(?:BROKERS?|SERVERS?|PEERS?|DSN)\Z|BOOTSTRAP|^OTEL_EXPORTER_OTLP|^SPRING_|^EUREKA_"
    r"|eureka\.client|^spring\.|^KAFKA_CLUSTERS_|SCHEMA_?REGISTRY",
    re.IGNORECASE,
)
"""Variables whose address only a program reads."""

WEB = re.compile(r"(?:https?|wss?)://\Z", re.IGNORECASE)
GIVEN = re.compile(
    r"(?:--?[A-Za-z][\w.-]*(?:=|[\s\"',]+)|\b(?:curl|wget|mc|nc)\b[^\n;&|]*)[\"']?https?://\Z"
)
"""What stands before an address on a command line that the container itself calls."""

OUTSIDE = re.compile(
    r"public|external|advertis|announce|origin|cors|allow|redirect|callback|issuer|base|root|self"
    r"|console|web|site|home|login|browser",
    re.IGNORECASE,
)
"""Options whose address is handed on, or compared."""

OPTION = re.compile(r"(?<!\S)--?[\w.-]+[= ][\"']?\Z")
BESIDE = re.compile(
    r"(?<![&>|])&(?![&>\d])|\b(?:nohup|start|service|entrypoint|supervisor)\b|--?fork\b|daemon"
)
"""What leaves a server running while a script goes on."""

PAGES = re.compile(r"\.(?:html?|[jt]sx|vue|svelte|astro|ejs|hbs|erb|jinja2?|twig|cshtml|phtml)\Z")

OUTER = re.compile(r"(?:(?:\d+\.[\d.]+|\[.*\]):)?(\d+)(?:-(\d+))?:[\d-]+(?:/\w+)?")
"""The published side of an entry of `ports`."""

OPENED = re.compile(r"(?:(?<![\w.:\]])|(?<![\w\]]):|0\.0\.0\.0:)(\d{2,5})(?![\w.])")
"""A port behind no host, or behind every host."""


def loopback(one: Reference) -> str:
    """Say why `localhost` may be right in the place of a service's name."""
    readers = (one.reader, *one.reader.namesakes)
    if any(one.number in own_ports(each) for each in readers) and not errand(one):
        return "the reader may listen there itself"
    begun = one.text[max(0, one.host[0] - 8) : one.host[0]]
    if not WEB.search(begun) or PROGRAMS.search(one.name) or given(one):
        return ""
    paged = "ports" in one.reader.whole or has_pages(one.reader)
    meant = paged and published(one.number, one.reader.file)
    return "a browser on the machine may read it" if meant else ""


def errand(one: Reference) -> bool:
    """Tell whether an option of a client is given the address, where its image's program is not.

    All that is known of the port is that program's, and nothing else runs beside the client.
    """
    process = process_of(one.reader)
    rows = image_ports(process.image or "")
    whole = " ".join(process.words)
    begin = one.text.rfind("\n", 0, one.host[0]) + 1
    other = bool(process.words) and not starts(
        process.words, process.image or "", rows, replaced=process.replaced
    )
    alone = (
        other and not BESIDE.search(whole) and set(one.reader.parts).isdisjoint(("ports", "build"))
    )
    return alone and OPTION.search(one.text, begin, one.host[0]) is not None


def given(one: Reference) -> bool:
    """Tell whether a command line gives an address to an option, or to a program that calls it."""
    begin = one.text.rfind("\n", 0, one.host[0]) + 1
    match = GIVEN.search(one.text, begin, one.host[0])
    return one.name == "command" and match is not None and not OUTSIDE.search(match[0])


def published(number: int, file: Composed) -> bool:
    """Tell whether a service of the folder may publish a number on the machine."""
    files = (file, *file.others)
    services = (one for each in files for one in each.services.values())
    entries = ((one.file, entry) for one in services for entry in items(one.told("ports")))
    return any(_may_publish(number, each, entry) for each, entry in entries)


def _may_publish(number: int, file: Composed, entry: yaml.Node) -> bool:
    long = pairs(entry)
    text = f"{long['published'][1].value}:1" if "published" in long else str(entry.value)
    told = settled(text, file)
    match = OUTER.fullmatch(told or "")
    if told is None or match is None:
        return told is None
    return int(match[1]) <= number <= int(match[2] or match[1])


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

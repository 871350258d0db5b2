"""Where a service listens, known completely, and whether a fault that moves a port is decided.

It is where the image's documentation lists every port and nothing that cannot be read moves one,
or where a Dockerfile exposes exactly one port and a second witness agrees; it may be that of an
image which is only named here.
"""

import re

from portlint.core.tables import image_ports
from tests.faults.built import built
from tests.faults.composed import Service
from tests.faults.environment import hidden, settled, variables
from tests.faults.linked import linked
from tests.faults.mounted import configured, settings
from tests.faults.nodes import words
from tests.faults.process import Heard, Process, documented, moves
from tests.faults.sited import sited
from tests.faults.witnesses import OWN, build_of, sources

CHANGING = frozenset(("command", "entrypoint", "env_file", "configs"))
"""Keys by which another file of the folder may start a service otherwise."""


def heard(service: Service, aside: str = "") -> Heard:
    """Return all ports of a service; the part `aside`, which a fault changes, is no witness."""
    if service.partial:
        return merged_with(service, aside)
    if "extends" in service.whole:
        return Heard(why="it extends a service that stands elsewhere")
    if service.hosted:
        return Heard(why="it has no network of its own")
    if any(other.partial and changing(other, service) for other in service.namesakes):
        return Heard(why="another file of the folder may start it otherwise")
    own = linked(service)
    if told := sited(own):
        return told
    return built(own, aside) if "build" in own.whole else documented(process_of(service))


def merged_with(service: Service, aside: str) -> Heard:
    """Return the ports of what a service is merged with, if that is the same everywhere."""
    found = {heard(other, aside) for other in service.namesakes if not other.partial}
    if len(found) != 1:
        return Heard(why="no one file says what is started")
    return found.pop()


def changing(part: Service, service: Service) -> bool:
    """Tell whether what is merged into a service may move its ports."""
    moving = {name for row in image_ports(service.text("image")) for name in row.variables}
    told = any(OWN.fullmatch(name) or moves(moving, name) for name in variables(part))
    return told or not CHANGING.isdisjoint(part.whole) or configured(part)


def process_of(service: Service) -> Process:
    """Return what starts in a service that is not built here."""
    image = service.text("image")
    read = settled(image, service.file)
    tagless = re.fullmatch(r"([^$]+?):[^/$]*\$.+", image)
    return Process(
        read or (f"{tagless[1]}:$" if tagless else None),
        variables(service),
        hidden(service),
        tuple(
            word
            for part in ("entrypoint", "command")
            for text in words(service.told(part))
            for word in spoken(service, text)
        ),
        "entrypoint" in service.whole,
        configured(service),
        settings(service),
    )


def spoken(service: Service, text: str) -> list[str]:
    """Return the words of a command's text, with variables put in."""
    return [word.strip("\"'") for word in (settled(text, service.file) or text).split()]


def unheard(service: Service, right: int, wrong: int, aside: str = "") -> str:
    """Say why a service may be heard on a wrong port, empty where it cannot be."""
    found = heard(service, aside)
    if found.why:
        return found.why
    if right not in found.ports and not names(settings(service), right):
        return "what is known of it does not have the port that is asked"
    return named(service, wrong) if wrong not in found.ports else "it listens there as well"


def named(service: Service, number: int) -> str:
    """Say that something of a service, or of what it is built from, names a number."""
    told = [settings(service), *(value or "" for value in variables(service).values())]
    parts = ("command", "entrypoint", "expose", "healthcheck", "labels")
    told += [word for part in parts for word in words(service.told(part))]
    told += [str(inner) for one in (service, *service.namesakes) for _, inner in one.ports]
    own = linked(service)
    build = build_of(own) if "build" in own.whole else None
    if build:
        told += [rest for _, rest in build.recipe.steps]
        told += sources(own, build).values()
    said = any(names(one, number) for one in told)
    return "something of the service names that number" if said else ""


def names(text: str, number: int) -> bool:
    """Tell whether a number stands in a text."""
    return re.search(rf"(?<![\d.]){number}(?![\d.])", text) is not None

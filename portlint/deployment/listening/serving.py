"""Where nginx listens by its configuration, if all of what it reads stands in the repository."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname

from portlint.core.tables import image_ports
from portlint.deployment.heard import LOOPBACK, Evidence, Kind
from portlint.deployment.image import Image
from portlint.deployment.listening.sources import Sources
from portlint.deployment.model import Service
from portlint.deployment.satellite.placing import Placed, Shelf, placed
from portlint.deployment.satellite.reading import (
    INCLUDED,
    NGINX,
    is_rewritten,
    is_template,
    runs_alone,
)

STARTED = re.compile(r"(?:\S*/)?nginx(?:-debug)?\Z")
WRITING = re.compile(r"\b(?:sed|tee|cp|mv|ln|curl|wget|envsubst)\b|>")
HARMLESS = re.compile(
    r"/(?:certs?|ssl|html|logs?|cache|dhparam|htpasswd)\b|\.(?:pem|key|crt|htpasswd)\Z"
)
"""What nginx is given that says nothing of ports."""

ECHOED = re.compile(
    r"\s*(?:echo|printf)\s+(?:-e\s+)?(?P<quote>['\"])(?P<text>[^'\"]*)(?P=quote)"
    r"\s*>\s*/etc/nginx/(?:conf\.d/default|nginx)\.conf\s*\Z"
)
"""How a line of a Dockerfile writes what nginx reads in the place of its image's own server."""

LISTEN = re.compile(r"\blisten\s+(?P<address>[^;\s]+)")
NUMBER = re.compile(r"(?:[\w.*\[\]:]*:)?(?P<port>\d{1,5})\Z")


@dataclass(frozen=True, slots=True)
class Served:
    """What nginx is told to listen on; `rumours` is what the files around name.

    `whole` where it reads nothing else, but for what its image brings: port 80.
    """

    told: tuple[tuple[int, Evidence], ...] = ()
    whole: bool = False
    rumours: frozenset[int] = frozenset()


def served(service: Service, image: Image | None, shelf: Shelf, sources: Sources) -> Served:
    """Return where a running service listens that is nginx alone."""
    if not runs_alone("nginx", service, image) or not _is_plain(service):
        return Served()
    files = [one for one in placed(service, image, shelf) if _is_configuration(one)]
    told = tuple(pair for one in files for pair in _told(one, sources))
    if not files:
        told = tuple(_echoed(image) or _usual(service, image))
    around = (sources.rumours(dirname(one.path)) for one in files if dirname(one.path))
    hidden = any(_is_hidden(one, service, image) for one in files)
    whole = bool(told) and not hidden and _is_whole(service, image, files)
    return Served(told, whole, frozenset() if whole else frozenset[int]().union(*around))


def _is_plain(service: Service) -> bool:
    """Tell whether nginx is started, and nothing before it."""
    words = service.command.words if service.command else ()
    return not words or STARTED.match(words[0].text.split()[0]) is not None


def _is_configuration(one: Placed) -> bool:
    return one.target.startswith(NGINX) and INCLUDED.search(one.target) is not None


def _told(one: Placed, sources: Sources) -> Iterator[tuple[int, Evidence]]:
    for use in sources.heard_in(one.path):
        clause = f"nginx listens on {use.port} by {one.target}"
        local = use.host in LOOPBACK
        yield use.port, Evidence(use.location, clause, kind=Kind.SETTINGS, local=local)


def _echoed(image: Image | None) -> list[tuple[int, Evidence]]:
    """Return where nginx listens by what the image's own RUN writes, if all of it can be read."""
    texts = [match["text"] for match in map(ECHOED.match, image.ran if image else ()) if match]
    found = [NUMBER.match(one["address"]) for text in texts for one in LISTEN.finditer(text)]
    if image is None or not all(found) or any("include" in one for one in texts):
        return []
    ports = {int(one["port"]) for one in found if one}
    clause = f"nginx listens on {{}} by {image.path}"
    place = image.location
    return [(p, Evidence(place, clause.format(p), kind=Kind.SETTINGS)) for p in sorted(ports)]


def _usual(service: Service, image: Image | None) -> Iterator[tuple[int, Evidence]]:
    """Yield where nginx listens in an image that brings it no file and heeds no variable."""
    name = image.base if image else service.image.text if service.image else ""
    place = image.location if image else service.location
    rows = image_ports(name)
    for row in () if any(one.variables for one in rows) else rows:
        clause = f"nginx listens on {row.port}, as {name} has it"
        yield row.port, Evidence(place, clause, kind=Kind.SETTINGS)


def _is_hidden(one: Placed, service: Service, image: Image | None) -> bool:
    """Tell whether a file is not read as it stands in the repository."""
    made = is_template(one, service, image) or is_rewritten(one, service, image)
    return made or one.inline is not None or not one.path.endswith(".conf")


def _is_whole(service: Service, image: Image | None, files: list[Placed]) -> bool:
    """Tell whether everything that is put where nginx reads is among some files."""
    if any("ENVSUBST" in name for name in service.environment):
        return False
    known = {one.target for one in files}
    for target in service.volumes:
        if _is_near(target) and not HARMLESS.search(target):
            below = f"{target.rstrip('/')}/"
            if not any(one == target or one.startswith(below) for one in known):
                return False
    brought = image.brought if image else ()
    ran = image.ran if image else ()
    plain = (one for one in ran if not (ECHOED.match(one) and _echoed(image)))
    written = any("nginx" in one and WRITING.search(one) for one in plain)
    return not written and not any(_is_near(one) and not HARMLESS.search(one) for one in brought)


def _is_near(target: str) -> bool:
    """Tell whether a place in a container is in one of nginx's folders, or holds one."""
    below = f"{target.rstrip('/')}/"
    return any(below.startswith(one) or one.startswith(below) for one in NGINX)

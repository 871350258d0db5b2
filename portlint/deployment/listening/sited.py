"""Where Caddy listens by its Caddyfile, if that stands in the repository.

A name without a port is served with HTTPS, and what asks for it with HTTP is sent there:
https://caddyserver.com/docs/automatic-https
"""

import re
from collections.abc import Iterator, Mapping

from portlint.core import Sites
from portlint.core.tables import repository
from portlint.deployment.heard import Evidence, Kind
from portlint.deployment.image import Image
from portlint.deployment.listening.serving import WRITING, Served
from portlint.deployment.model import Service
from portlint.deployment.satellite.placing import Shelf, placed
from portlint.deployment.satellite.reading import is_rewritten, is_template, reads, runs_alone
from portlint.deployment.satellite.reading import started as started_by

ADDRESS = re.compile(
    r"(?:(?P<scheme>https?)://)?(?P<host>\[[^\]\s]*\]|[^:/\s]*)(?::(?P<port>\d{1,5}))?(?:/\S*)?\Z"
)
VARIABLE = re.compile(r"\{\$(?P<name>\w+)(?::(?P<default>[^{}]*))?\}")
NAME = re.compile(r"(?:\A|_)(?:DOMAIN|HOST|HOSTNAME|FQDN)(?:_NAME)?\Z")
"""Variables that hold the name of a machine, and no port."""

STARTED = re.compile(r"(?:(?:\S*/)?caddy\s+(?:run|start)\b|\Z)")


def sited(
    service: Service, image: Image | None, shelf: Shelf, known: Mapping[str, Sites]
) -> Served:
    """Return where a running service listens that is Caddy alone."""
    if not _is_caddy(service, image):
        return Served()
    files = [one for one in placed(service, image, shelf) if reads("caddy", one, service, image)]
    if len(files) != 1 or files[0].inline is not None or files[0].path not in known:
        return Served()
    one, sites = files[0], known[files[0].path]
    made = is_template(one, service, image) or is_rewritten(one, service, image)
    ran = image.ran if image else ()
    if made or not sites.whole or any("addy" in line and WRITING.search(line) for line in ran):
        return Served()
    ports = [_ports(address, service, sites) for address in sites.addresses]
    if not all(ports):
        return Served()
    clause = f"Caddy listens on {{}} by {one.target}"
    every = sorted(frozenset().union(*ports))
    told = ((p, Evidence(sites.location, clause.format(p), kind=Kind.SETTINGS)) for p in every)
    return Served(tuple(told), whole=True)


def _is_caddy(service: Service, image: Image | None) -> bool:
    """Tell whether Caddy's own image runs as it is meant to, and nothing beside it."""
    name = image.base if image else service.image.text if service.image else ""
    own = repository(name)[0] == "caddy" and runs_alone("caddy", service, image)
    return own and STARTED.match(started_by(service, image)) is not None


def _ports(address: str, service: Service, sites: Sites) -> frozenset[int]:
    """Return where an address has Caddy listen, none where nobody can say.

    What a variable holds may be another name on another machine, with the usual ports.
    """
    texts = list(_filled(address, service))
    usual = {sites.http, sites.https} if "{$" in address else set()
    found = [frozenset(_heard(one, sites)) for text in texts for one in re.split(r"[\s,]+", text)]
    return frozenset(usual).union(*found) if found and all(found) else frozenset()


def _filled(address: str, service: Service) -> Iterator[str]:
    """Yield an address with its variables put in, nothing where one is unknown that may be any."""
    held = {match[0]: _held(match, service) for match in VARIABLE.finditer(address)}
    if None not in held.values():
        yield VARIABLE.sub(lambda match: held[match[0]] or "", address)


def _held(match: re.Match[str], service: Service) -> str | None:
    """Return what a variable holds, some name where it holds one, None where it may be any."""
    setting = service.environment.get(match["name"])
    words = setting.words if setting else None
    if words is not None and words.known:
        return words.text or match["default"]
    if setting is None and not service.open_environment:
        return match["default"]
    return "name" if NAME.search(match["name"]) else None


def _heard(address: str, sites: Sites) -> Iterator[int]:
    """Yield the port of an address, and the one from which Caddy sends on to HTTPS."""
    match = ADDRESS.match(address) if address else None
    if match is None:
        return
    plain = match["scheme"] == "http"
    yield int(match["port"] or (sites.http if plain else sites.https))
    if match["host"] and not plain:
        yield sites.http

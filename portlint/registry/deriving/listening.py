"""Where a container listens whose ports no file publishes, by the surest evidence there is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portlint.core import Location, PortUse
from portlint.core.homes import default_variable
from portlint.core.tables import ImagePort, image_ports, repository
from portlint.deployment.heard import heard
from portlint.deployment.model import Build, Service
from portlint.registry.deriving.draft import DraftPort
from portlint.registry.deriving.protocols import protocol

ASKED = re.compile(
    r"https?://(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)(?::(\d+))?(/[\w./-]*)?"
)
ASIDE = frozenset("worker workers sentinel migrate migration migrations init beat cron".split())
"""Words of commands and names that run an image for something else than its server."""

HIGHEST = 65535
Listening = tuple[int, str, Location]
"""A port, its transport, and where that is said."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What other files say: `exposed` by path of a Dockerfile, `opened` in code by folder."""

    exposed: Mapping[str, tuple[int, ...]]
    opened: Mapping[str, tuple[PortUse, ...]]


def home_of(build: Build | None) -> str:
    """Return the folder of an image's code: its Dockerfile's where that lies in the context."""
    if build is None or build.context is None:
        return ""
    folder = build.dockerfile.rpartition("/")[0]
    inside = not build.context or folder.startswith(f"{build.context}/")
    return folder if folder and inside and "docker" not in folder.lower() else build.context


def unpublished(service: Service, evidence: Evidence, asked: int) -> Iterator[DraftPort]:
    """Yield where a container listens: by its own word, its Dockerfile, or its image's habit."""
    image = service.image.text if service.image else ""
    for number, transport, place in _listening(service, evidence, asked):
        spoken = protocol(image, number, transport, asked=asked == number)
        yield DraftPort(place, number, None, "", transport, spoken)
        asked = asked or -1
    if not asked and (usual := _habit(service)):
        doubt = f"what {image} listens on by default"
        spoken = protocol(image, usual.port, usual.transport, asked=False)
        yield DraftPort(
            service.location, usual.port, None, "", usual.transport, spoken, "", doubt,
            assumed=True,
        )  # fmt: skip


def _listening(service: Service, evidence: Evidence, asked: int) -> list[Listening]:
    """Return where a container listens, by the surest evidence that there is."""
    exposed = [
        (one.span[0], one.transport, one.location)
        for one in service.expose
        if one.span[0] == one.span[1]
    ]
    told = heard(service)
    proven = [(port, "tcp", told.ports[port].location) for port in told.proven]
    build = service.build
    image = evidence.exposed.get(build.dockerfile, ()) if build else ()
    code = evidence.opened.get(home_of(build), ())
    options = [
        exposed,
        proven,
        [(asked, "tcp", service.location)] if asked else [],
        list(_by_variable(service)),
        list(_by_label(service)),
        [(port, "tcp", service.location) for port in image],
        [(use.port, "tcp", use.location) for use in code[:1]],
    ]
    return next(filter(None, options), [])


def _by_variable(service: Service) -> Iterator[Listening]:
    """Yield the port in the variable that is named after the service."""
    own = service.environment.get(default_variable(service.name))
    if own and own.words and own.words.text.isdecimal() and 0 < int(own.words.text[:6]) <= HIGHEST:
        yield int(own.words.text[:6]), "tcp", own.location


def _by_label(service: Service) -> Iterator[Listening]:
    """Yield the port that Traefik is told to forward to."""
    for name, value in service.labels:
        told = name.endswith("loadbalancer.server.port") and value.text.isdecimal()
        if told and 0 < int(value.text[:6]) <= HIGHEST:
            yield int(value.text[:6]), "tcp", value.location
            return


def _habit(service: Service) -> ImagePort | None:
    """Return the port that an image's server listens on, where it is that server that runs."""
    if service.image is None or service.build or service.entrypoint:
        return None
    image = service.image.text
    known = [one for one in image_ports(image) if one.port and not one.optional]
    spoken = [protocol(image, one.port, one.transport, asked=False) for one in known]
    best = next((one for one, name in zip(known, spoken, strict=True) if name), None)
    said = " ".join(one.text for one in service.command.words) if service.command else ""
    base = repository(image)[0].rpartition("/")[2].partition("-")[0]
    own = (base[:5], *(name[:5] for name in spoken if name))
    parts = {part for word in (*said.split(), service.name) for part in word.split("-")}
    runs = not said or said.startswith("-") or any(name in said for name in own)
    return (best or next(iter(known), None)) if runs and ASIDE.isdisjoint(parts) else None


def asked_over_http(service: Service) -> tuple[int, str]:
    """Return the port and path that the health check asks over HTTP; 0 where it asks nothing."""
    command = service.healthcheck.command if service.healthcheck else None
    for one in command.words if command else ():
        if match := ASKED.search(one.text):
            return int((match[1] or "80")[:6]), match[2] or "/"
    return 0, ""

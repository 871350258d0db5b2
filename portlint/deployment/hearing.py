"""Where a service listens by everything that is known: entry, Dockerfile, well-known image, code.

What counts as proof, and what only silences, is decided in docs/decisions/0012.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from portlint.core import Facts
from portlint.deployment.coding import of_code, unknown
from portlint.deployment.heard import (
    DOING,
    LOOPBACK,
    OWN_PORTS,
    Evidence,
    Heard,
    Kind,
    Told,
    bound,
    exposed,
    heard,
)
from portlint.deployment.image import Dockerfiles, Image, Shipped, running, shipped
from portlint.deployment.image.habits import habitual
from portlint.deployment.kestrel import kestrel
from portlint.deployment.model import Build, Service, Stack
from portlint.deployment.satellite.placing import Shelf
from portlint.deployment.serving import served
from portlint.deployment.sources import Sources

RUNTIMES = frozenset(
    "python node ruby php golang openjdk eclipse-temurin amazoncorretto alpine debian ubuntu "
    "busybox oven/bun denoland/deno".split()
)
"""Images in which nothing listens but what a service's own command starts."""

SEVERAL = re.compile(r"[;|&\n]")
"""What stands between the programs of a shell's line."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A service as its container runs, with its image where a Dockerfile makes it."""

    service: Service
    image: Image | None
    heard: Heard


class Hearing:
    """Hears services, by what all files of a repository say."""

    def __init__(self, facts: Facts, paths: frozenset[str]) -> None:
        self.dockerfiles = Dockerfiles(facts)
        self.sources = Sources(facts, paths)
        self._shelf = Shelf(paths)
        self._known: dict[int, tuple[Service, Ran]] = {}

    def hear(self, stack: Stack, service: Service) -> Heard:
        """Return where a service of a stack listens."""
        return self.ran(service, stack.folder).heard

    def ran(self, service: Service, home: str, image: Image | None = None) -> Ran:
        """Return a service as it runs, from the image of its build unless another is given.

        `home` is the folder from which a bare image may get its program.
        """
        kept = self._known.get(id(service))
        if kept is None or kept[0] is not service:
            self._known[id(service)] = kept = (service, self._made(service, home, image))
        return kept[1]

    def _made(self, service: Service, home: str, image: Image | None) -> Ran:
        image = image or self.dockerfiles.made(service.build)
        runs = running(service, image)
        known = _known(runs, image)
        folder = self._folder(runs, image)
        bare = image is None and service.build is None and known.name in RUNTIMES
        below = home if bare else runs.build.context or "" if runs.build else ""
        rumours = self._rumours(runs, below) if runs.build or image or bare else frozenset()
        entry = heard(runs) if image or runs.command else Heard()
        by_net = list(kestrel(runs, image))
        by_file = served(runs, image, self._shelf, self.sources)
        told = [
            *by_file.told,
            *_of_image(runs, image, known),
            *_of_dockerfile(image, entry),
            *by_net,
            *(() if by_net else _of_habit(runs, entry)),
            *of_code(self.sources, runs, folder, image),
        ]
        found = heard(runs, told, rumours | by_file.rumours)
        plain = bare or (image is not None and image.replaced and image.whole and not known.ports)
        read = plain and self.sources.read_whole(below if bare else folder or below)
        told_apart = read and not unknown(self.sources, runs, folder, image)
        sure = known.certain or by_file.whole or (told_apart and _agreed(found, runs))
        return Ran(runs, image, replace(found, certain=sure))

    def _rumours(self, service: Service, below: str) -> frozenset[int]:
        """Return what the code of a folder names, and what is mounted over it."""
        mounted = (self.sources.rumours(one.source) for one in service.mounts)
        return self.sources.rumours(below).union(*mounted)

    def alone(self, image: Image) -> Ran:
        """Return an image as a service that nobody configures, named after its Dockerfile."""
        build = Build(image.location, "", image.path)
        return self.ran(Service(image.path, image.location, build=build), "", image)

    def mover(self, ran: Ran, port: int) -> str:
        """Return the variable that takes a program away from a port that is its default alone.

        By the ENV of its image, or by its code; an EXPOSE of it and a health check say no more.
        Empty where there is none.
        """
        said = ran.heard.kinds.get(port, frozenset()) - {Kind.CLAIMED, Kind.HEALTH}
        if ran.image is None or said or port in ran.heard.local:
            return ""
        names = set(self.sources.defaults(self._folder(ran.service, ran.image), port))
        for name, setting in ran.image.environment.items():
            if name in OWN_PORTS and setting.words and setting.words.text == str(port):
                names.add(name)
        moved = all(_set_elsewhere(ran.service, name, port) for name in names)
        return min(names, default="") if moved else ""

    def _folder(self, service: Service, image: Image | None) -> str:
        """Return the folder whose code is this service's own, empty where it may be another's."""
        context = service.build.context or "" if service.build else ""
        own = image.path.rpartition("/")[0] if image else ""
        return own if not context or own.startswith(f"{context}/") else context


def _set_elsewhere(service: Service, name: str, port: int) -> bool:
    """Tell whether a service's variable holds another port."""
    words = service.environment[name].words if name in service.environment else None
    return words is not None and words.known and words.text.isdecimal() and words.text != str(port)


def _known(service: Service, image: Image | None) -> Shipped:
    """Return what is known of the image that a service's own lies upon, or is."""
    if image:
        return shipped(service, image.base, image)
    if service.build or service.image is None or not service.image.known:
        return Shipped("")
    return shipped(service, service.image.text)


def _of_image(service: Service, image: Image | None, known: Shipped) -> Told:
    place = image.location if image else service.image.location if service.image else None
    if place is None:
        return
    for port, _ in known.ports:
        sure = port in known.sure
        clause = f"the image {known.name} listens on {port}"
        kind = Kind.IMAGE if sure else Kind.HINT
        if port in known.local:
            yield port, Evidence(known.local[port], clause, sure, kind, local=True)
        else:
            yield port, Evidence(place, clause, sure, kind)


def _of_dockerfile(image: Image | None, entry: Heard) -> Iterator[tuple[int, Evidence]]:
    """Yield what a Dockerfile claims: EXPOSE proves where what the program does agrees."""
    if image is None:
        return
    done = {port for port, kinds in entry.kinds.items() if not DOING.isdisjoint(kinds)}
    for port, one in exposed(image.exposed, f"{image.path} exposes it", Kind.CLAIMED, proof=True):
        yield port, replace(one, proof=not done or port in done)


def _of_habit(service: Service, entry: Heard) -> Told:
    """Yield the default ports of the programs that a command line names, if it gives none."""
    if any(Kind.COMMAND in kinds for kinds in entry.kinds.values()):
        return
    command = service.command
    usual = list(dict.fromkeys(habitual(command))) if command else []
    place = command.location if command else service.location
    line = " ".join(one.text for one in command.words) if command else ""
    single = len(usual) == 1 and not SEVERAL.search(line)
    local = single and command is not None and bound(command) in LOOPBACK
    for port in usual:
        clause = f"{port} is what its program listens on by default"
        yield port, Evidence(place, clause, proof=False, local=local)


def _agreed(found: Heard, service: Service) -> bool:
    """Tell whether all that is said of a program of our own is one port, or all is done by it.

    Its whole code has been read by then, and names no other port: what its command line or its
    variable tells it is enough, as is the command line of a well-known server.
    """
    aside = {Kind.HEALTH, Kind.MAPPED}
    said = [one - aside for one in found.kinds.values() if one - aside]
    if not said or found.local:
        return False
    if len(said) > 1:
        return not any(DOING.isdisjoint(one) for one in said)
    known = service.command is not None and any(habitual(service.command))
    served_ = known and Kind.COMMAND in said[0]
    return served_ or not DOING.isdisjoint(said[0])

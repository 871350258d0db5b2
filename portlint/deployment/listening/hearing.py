"""Where a service listens by everything that is known: entry, Dockerfile, well-known image, code.

What counts as proof, and what only silences, is decided in docs/decisions/0012.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from posixpath import dirname, join

from portlint.core import Facts, Sites
from portlint.deployment.heard import (
    OWN_PORTS,
    Heard,
    Kind,
    heard,
)
from portlint.deployment.image import Dockerfiles, Image, Links, called, running
from portlint.deployment.listening.coding import claimed, of_code, unknown
from portlint.deployment.listening.given import Settings
from portlint.deployment.listening.habit import is_unmoved, of_habit, of_sole
from portlint.deployment.listening.imaged import known_of, of_dockerfile, of_image
from portlint.deployment.listening.kestrel import UNTOLD, is_hidden, is_net, is_told, kestrel
from portlint.deployment.listening.knowing import RUNTIMES, installed, knows, taken
from portlint.deployment.listening.owning import own_places
from portlint.deployment.listening.serving import served
from portlint.deployment.listening.sited import sited
from portlint.deployment.listening.sole import sole
from portlint.deployment.listening.sources import Sources
from portlint.deployment.model import Build, Exposed, Service, Stack
from portlint.deployment.satellite.placing import Shelf

LISTED = re.compile(r"(?:^|/)package[\w*-]*\.json\Z")
"""What COPY calls the file that has a program's scripts."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A service as its container runs, with its image where a Dockerfile makes it."""

    service: Service
    image: Image | None
    heard: Heard


class Hearing:
    """Hears services, by what all files of a repository say."""

    def __init__(self, facts: Facts, paths: frozenset[str], links: Links) -> None:
        self.dockerfiles = Dockerfiles(facts)
        self.sources = Sources(facts, paths)
        self._settings = Settings(facts, paths, self.sources)
        self._links = links
        self._linked: dict[tuple[str, frozenset[int]], Build | None] = {}
        self._shelf = Shelf(paths)
        self._sites = {one.location.path: one for one in facts.of(Sites)}
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

    def built(self, stack: Stack, service: Service) -> tuple[Build | None, Image | None]:
        """Return what a service is built by in this repository, and the image that this makes."""
        ran = self.ran(service, stack.folder)
        return ran.service.build, ran.image

    def _made(self, service: Service, home: str, image: Image | None) -> Ran:
        name = called(service.image) if service.image and service.build is None else ""
        if image is None and name:
            outer = frozenset(one.published[0] for one in service.ports if one.published)
            service = replace(service, build=self.link(name, outer))
        image = image or self.dockerfiles.made(service.build)
        runs = running(service, image)
        given = self._settings.given(runs)
        known = known_of(runs, image, given)
        own_code = self._own(runs, image)
        bare = image is None and service.build is None and known.name in RUNTIMES
        below = home if bare else runs.build.context or "" if runs.build else ""
        ours = runs.build is not None or image is not None or bare
        places = self._places(runs, image, below) if ours else ()
        entry = heard(runs) if image or runs.command else Heard()
        scripts = self._scripts(runs, image, own_code)
        alone = None if known.ports else sole(runs.command, scripts)
        only = alone.port if alone and is_unmoved(alone, runs, entry) else None
        rumours, opened = self._around(image, places, alone=only is not None)
        by_net = list(kestrel(runs, image))
        if by_net and is_told(runs, image):
            shut = UNTOLD.difference(*map(self.sources.spoken, places))
            rumours, opened = rumours - shut, opened - shut
        by_file = served(runs, image, self._shelf, self.sources)
        if not by_file.told:
            by_file = sited(runs, image, self._shelf, self._sites)
        told = [
            *by_file.told,
            *of_image(runs, image, known, given),
            *(given.told if known.ports else ()),
            *of_dockerfile(image, entry),
            *(of_sole(alone, runs) if alone and only is not None else ()),
            *by_net,
            *(() if is_net(image) else of_habit(runs, entry, scripts, claimed(runs, image))),
            *(pair for one in own_code for pair in of_code(self.sources, runs, one, image)),
        ]
        said = given.numbers | (known.implied if given.targets else frozenset())
        if by_file.whole:
            rumours = opened = frozenset()
        found = heard(runs, told, rumours | by_file.rumours | said, only)
        plain = bare or (image is not None and _is_replaced(runs, image) and not known.ports)
        moved = any(unknown(self.sources, runs, one, image) for one in own_code)
        hidden = only is None and (moved or (is_net(image) and is_hidden(runs)))
        sure = known.certain or by_file.whole
        if plain and not hidden and not sure:
            whole = only is not None and not found.local
            sure = whole or knows(found, runs, image, self.sources, below, own_code)
        return Ran(runs, image, replace(found, certain=sure, opened=opened | said))

    def link(self, reference: str, outer: frozenset[int] = frozenset()) -> Build | None:
        """Return how an image is built that is only named, None where nobody can say.

        A name alone is believed where what it leads to is laid upon a known image, and has a port
        that is said of the image, or, where a command builds all of the name, that it is published
        by (`outer`).
        """
        if (reference, outer) not in self._linked:
            link = self._links.of(reference)
            image = self.dockerfiles.made(link.build) if link else None
            said = self._links.ports(reference) | (outer if link and link.whole else frozenset())
            based = image and image.base and link and self._has(image, link.build, said)
            believed = link and image and (link.sure or based)
            self._linked[reference, outer] = link.build if link and believed else None
        return self._linked[reference, outer]

    def _has(self, image: Image, build: Build, ports: frozenset[int]) -> bool:
        """Tell whether an image that nobody configures has one of some ports that are claimed."""
        claims = tuple(Exposed(image.location, (port, port)) for port in sorted(ports))
        service = Service(image.path, image.location, build=build, expose=claims)
        found = self.ran(service, "", image).heard
        has = {port for port, kinds in found.kinds.items() if kinds - {Kind.EXPOSED}}
        return not ports.isdisjoint(has | found.opened)

    def _around(
        self, image: Image | None, places: tuple[str, ...], *, alone: bool
    ) -> tuple[frozenset[int], frozenset[int]]:
        """Return the ports that a program's files name in any way, and those that seem opened."""
        named = self.sources.beside if alone else self.sources.rumours
        rumours = frozenset(installed(image)).union(*map(named, places))
        opened = frozenset[int]().union(*map(self.sources.open_in, places))
        return rumours, opened & rumours if alone else opened

    def _places(self, service: Service, image: Image | None, below: str) -> tuple[str, ...]:
        """Return the files and folders that get into a container, or are mounted over it."""
        mounted = (one.source for one in service.mounts)
        return (*taken(image, below, self.sources), *mounted)

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
        places = self._own(ran.service, ran.image)
        names = {name for one in places for name in self.sources.defaults(one, port)}
        for name, setting in ran.image.environment.items():
            if name in OWN_PORTS and setting.words and setting.words.text == str(port):
                names.add(name)
        moved = all(_set_elsewhere(ran.service, name, port) for name in names)
        return min(names, default="") if moved else ""

    def _own(self, service: Service, image: Image | None) -> tuple[str, ...]:
        return own_places(service, image, self.dockerfiles.paths, self.sources)

    def _scripts(
        self, service: Service, image: Image | None, places: tuple[str, ...]
    ) -> Mapping[str, str]:
        """Return the scripts of the package.json that a service's program lies beside.

        Where an image of somebody else runs what is mounted, it is the one that is mounted.
        """
        context = service.build.context if service.build else None
        copied = [one.source for one in image.copies] if image and context is not None else []
        listed = (join(context or "", dirname(one)) for one in copied if LISTED.search(one))
        mounted = () if image else [one.source for one in service.mounts]
        folders = (*places, *listed, *(() if context is None else (context,)), *mounted)
        told = (self.sources.scripts.get(join(one, "package.json")) for one in folders)
        return next((one for one in told if one), {})


def _is_replaced(service: Service, image: Image) -> bool:
    """Tell whether files say what runs in a container, and in numbers what is exposed."""
    return image.whole and (image.replaced or service.command is not None)


def _set_elsewhere(service: Service, name: str, port: int) -> bool:
    """Tell whether a service's variable holds another port."""
    words = service.environment[name].words if name in service.environment else None
    return words is not None and words.known and words.text.isdecimal() and words.text != str(port)

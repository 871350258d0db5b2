"""Who calls whom by the configuration files that services read, each with proof that it does."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from posixpath import dirname

from portlint.core import (
    Document,
    Facts,
    Location,
    OwnName,
    PortUse,
    Role,
    Upstream,
)
from portlint.core.tables import image_ports
from portlint.deployment.image.model import Image
from portlint.deployment.model import Build, Service, Stack
from portlint.deployment.reference import Digits, Reference
from portlint.deployment.satellite.address import Address, called, filled
from portlint.deployment.satellite.including import patterns, takes_in
from portlint.deployment.satellite.placing import Placed, Shelf, placed
from portlint.deployment.satellite.reading import (
    ASKING,
    covers_usual,
    is_rewritten,
    is_template,
    reads,
    runs_alone,
)
from portlint.deployment.satellite.watching import addresses
from portlint.deployment.viewpoint import Viewpoint

LOOPBACK = frozenset(("localhost", "127.0.0.1", "[::1]"))
FILLING = frozenset(("caddy", "haproxy", "grafana", "collector", "promtail"))
"""Programs that put variables of the environment in themselves."""

MOST = 50_000
"""References that are followed in one repository; what has more is written to be endless."""

LONGEST = 100
"""Bytes of an address that are looked at."""

PROXIES = frozenset(("nginx", "caddy", "properties"))
"""Formats in which an address that is called is always read as one."""

Made = Callable[[Stack, Service], tuple[Build | None, Image | None]]
"""What a service of a stack is built by, and the image that this makes."""


class Satellites:
    """Everything that configuration files of the repository say, by path."""

    def __init__(self, facts: Facts, digits: Digits, made: Made) -> None:
        self.facts = facts
        self._digits = digits
        self._made = made
        self._left = MOST

    @property
    def endless(self) -> bool:
        """Tell whether some references were not followed, so that none says all of its place."""
        return self._left <= 0

    def references(self, stack: Stack) -> Iterator[Reference]:
        """Yield every address in a file that a service of a stack is proven to read."""
        for service in stack.services.values() if self.addresses else ():
            build, image = self._made(stack, service)
            if service.mounts or build:
                files = placed(replace(service, build=build), image, self.shelf)
                found = self._of_files(stack, service, image, files)
                yield from islice(found, max(0, self._left))

    def _of_files(
        self, stack: Stack, service: Service, image: Image | None, files: tuple[Placed, ...]
    ) -> Iterator[Reference]:
        reader = _Reader(stack, service, image, self, files)
        for one in files:
            for found in reader.read(one, self._digits):
                self._left -= 1
                yield found

    @cached_property
    def addresses(self) -> Mapping[str, tuple[Address, ...]]:
        """Where each file calls."""
        found: dict[str, list[Address]] = defaultdict(list)
        for one in self.facts.of(Upstream):
            found[one.location.path].append(
                Address(one.location, one.program, one.name, one.address, one.port, one.literal)
            )
        for document in self.facts.of(Document):
            found[document.location.path].extend(addresses(document))
        return {path: tuple(each) for path, each in found.items() if each}

    @cached_property
    def names(self) -> Mapping[str, frozenset[str]]:
        """Names that the files of a folder make up for groups of servers."""
        found: dict[str, set[str]] = defaultdict(set)
        for one in self.facts.of(OwnName):
            found[dirname(one.location.path)].add(one.name.lower())
        return {folder: frozenset(names) for folder, names in found.items()}

    @cached_property
    def shelf(self) -> Shelf:
        """The files that call, or take in others that do."""
        return Shelf({*self.addresses, *self.taken})

    @cached_property
    def taken(self) -> Mapping[str, tuple[str, ...]]:
        """The patterns of files that a file takes in, by its path."""
        return patterns(self.facts.of(Document))

    @cached_property
    def listened(self) -> Mapping[str, frozenset[int]]:
        """The ports on which the program of each file may listen, by what else stands in it."""
        found: dict[str, set[int]] = defaultdict(set)
        for use in self.facts.of(PortUse):
            path = use.location.path
            heard = use.role is not Role.CONNECT or use.format not in PROXIES
            if path in self.addresses and heard and (path, use.location.start) not in self._called:
                found[path].add(use.port)
        return {path: frozenset(ports) for path, ports in found.items()}

    @cached_property
    def _called(self) -> frozenset[tuple[str, int]]:
        """The offsets that addresses cover, by path: `:4010` may look like what is listened on."""
        return frozenset(
            (path, at)
            for path, each in self.addresses.items()
            for one in each
            for at in range(
                one.location.start, min(one.location.end, one.location.start + LONGEST)
            )
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one service's files."""

    stack: Stack
    service: Service
    image: Image | None
    satellites: Satellites
    files: tuple[Placed, ...]

    def read(self, file: Placed, digits: Digits) -> Iterator[Reference]:
        """Yield what a file of the container calls."""
        for one in self._within(file):
            if not (self._reads(one.program, file) or self._takes_in(one.program, file)):
                continue
            if is_rewritten(file, self.service, self.image):
                continue
            fills = one.program in FILLING or is_template(file, self.service, self.image)
            text = filled(one.text, self._environment()) if fills else one.text
            yield from self._reference(one, text, digits)

    def _reads(self, program: str, file: Placed) -> bool:
        return reads(program, file, self.service, self.image)

    def _takes_in(self, program: str, file: Placed) -> bool:
        """Tell whether a file that the program reads takes in another."""
        return program == "prometheus" and any(
            takes_in(holder.target, pattern, file.target) and self._reads(program, holder)
            for holder in self.files
            for pattern in self.satellites.taken.get(holder.path, ())
        )

    def _within(self, file: Placed) -> Iterable[Address]:
        found = self.satellites.addresses.get(file.path, ())
        place = file.inline
        if place is None:
            return found
        return [one for one in found if place.start <= one.location.start <= place.end]

    def _reference(self, one: Address, text: str, digits: Digits) -> Iterator[Reference]:
        found = called(text, one.port)
        if found is None or (one.name != "server" and found.host.lower() in self._names()):
            return
        if found.host.lower() in LOOPBACK and not (one.browser or self._lonely(one, found.port)):
            return
        literal = one.literal and text == one.text
        place, written = (
            _digits(one, found.port, digits) if found.stated else (one.location, False)
        )
        yield Reference(
            place, found.host, found.port, one.name, self.stack, self.service,
            Viewpoint.BROWSER if one.browser else Viewpoint.CONTAINER, found.scheme,
            literal=literal and written, stated=found.stated, satellite=one.program,
        )  # fmt: skip

    def _lonely(self, one: Address, port: int | None) -> bool:
        """Tell whether nothing in the container can be listening on a port of its own."""
        if self.service.network_mode == "host":
            return True
        if not runs_alone(one.program, self.service, self.image):
            return False
        image = self.image.base if self.image else ""
        if not image and self.service.image:
            image = self.service.image.text
        covered = one.program == "nginx" and covers_usual(self.service, self.files)
        usual = set() if covered else {each.port for each in image_ports(image)}
        return port not in usual | self._heard(one.program)

    def _heard(self, program: str) -> set[int]:
        """Return where the files of a program have it listen, those that say so."""
        return {
            port
            for file in self.files
            if program not in ASKING and self._reads(program, file)
            for port in self.satellites.listened.get(file.path, ())
        }

    def _names(self) -> frozenset[str]:
        """Return the names that are made up in its files, and in those that lie beside them."""
        folders = {dirname(file.path) for file in self.files}
        return frozenset().union(*(self.satellites.names.get(each, ()) for each in folders))

    def _environment(self) -> dict[str, str]:
        found: dict[str, str] = {}
        built = self.image.environment if self.image else {}
        for name, setting in (*built.items(), *self.service.environment.items()):
            if setting.words is None or not setting.words.known:
                found.pop(name, None)
            else:
                found[name] = setting.words.text
        return found


def _digits(one: Address, port: int | None, digits: Digits) -> tuple[Location, bool]:
    """Return where the digits of a port stand, if they do within the address."""
    use = digits.within(one.location, port or 0)
    return (use.location, True) if use else (one.location, False)

"""Settings of the repository that are mounted into a container: what is known of ports by them."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from posixpath import basename, normpath, splitext

from portlint.core import (
    Document,
    Facts,
    LeftOut,
    Location,
    Numbers,
    PortUse,
    Role,
    Unread,
    Upstream,
    Written,
)
from portlint.core.tables import image_ports
from portlint.deployment.heard import LOOPBACK, Evidence, Kind, Told
from portlint.deployment.image.moving import SETTINGS, is_settings, valued
from portlint.deployment.listening.sources import Sources
from portlint.deployment.model import Mount, Service
from portlint.deployment.satellite.reading import ASKING

LEFT_OPEN = re.compile(
    r"(?:^|[._-])(?:example|sample|template|dist|tmpl|tpl|j2|erb)(?=[._-]|\Z)|\A\.git(?:ignore|keep)\Z",
    re.IGNORECASE,
)
"""Files beside which others are expected that are not committed."""

READ = frozenset(".yml .yaml .json .toml .conf .cfg .cnf .ini .properties .xml".split())
"""Endings of settings that are always read; of such a file nothing is said where it is empty."""

OWN = frozenset(("port", "http_port", "http-port", "server.port"))
"""Keys at the top of settings that say where their program listens."""

MOST = 60
"""Files of a mounted folder; what holds more is data."""


@dataclass(frozen=True, slots=True)
class Given:
    """What mounted settings say, all of which stand in the repository.

    `targets` are their places in the container, `numbers` all that may be a port in them, and
    `told` where they have their program listen.
    """

    targets: frozenset[str] = frozenset()
    numbers: frozenset[int] = frozenset()
    told: tuple[tuple[int, Evidence], ...] = field(default=())

    def covers(self, path: str) -> bool:
        """Tell whether a place in the container is one of theirs, or in a folder of them.

        What is no whole path is looked for in whatever folder the program starts.
        """
        place = path.rstrip("/").removeprefix("./")
        if not place.startswith("/"):
            return any(one.endswith(f"/{place}") for one in self.targets)
        return any(place == one or place.startswith(f"{one}/") for one in self.targets)


class Settings:
    """The files of settings of a repository, by path; `paths` are all of its files."""

    def __init__(self, facts: Facts, paths: frozenset[str], sources: Sources) -> None:
        self._every = {one.location.path: one.every for one in facts.of(Numbers)}
        closed = {one.location.path for one in facts.of(Numbers) if one.computed}
        written = list(facts.of(Written))
        self._every |= {one.location.path: one.every for one in written}
        self._open = closed | {one.location.path for one in written if one.filled}
        self._dark = {one.location.path for kind in (LeftOut, Unread) for one in facts.of(kind)}
        self._paths, self._sources = sorted(paths), sources
        self._called: dict[str, list[Location]] = defaultdict(list)
        for one in facts.of(Upstream):
            self._called[one.location.path].append(one.location)
        self._program = {one.location.path: one.program for one in facts.of(Upstream)}
        self._program |= {
            one.location.path: one.dialect for one in facts.of(Document) if one.dialect in ASKING
        }

    def given(self, service: Service) -> Given:
        """Return what the settings say that are mounted into a running service."""
        targets, numbers, told = set[str](), set[int](), list[tuple[int, Evidence]]()
        rows = image_ports(service.image.text) if service.image else ()
        deaf = bool(rows) and all(one.flagged for one in rows)
        for mount in service.mounts:
            if mount.inline is not None or deaf:
                continue
            for target, files in self._seen(mount, service):
                targets.add(target)
                numbers.update(*(self._every.get(one, ()) for one in files))
                named = [one for one in files if len(files) == 1 or _is_named(one, service)]
                told += [pair for one in named for pair in self._told(one, target)]
        return Given(frozenset(targets), frozenset(numbers), tuple(told))

    def _seen(self, mount: Mount, service: Service) -> Iterator[tuple[str, list[str]]]:
        """Yield what is mounted as settings: all of it, or a file of it that a command names."""
        if is_settings(mount.target):
            files = list(islice(self._within(mount.source), MOST + 1))
            if files and len(files) <= MOST and all(map(self._is_known, files)):
                own = [one for one in files if not self._is_foreign(one, service)]
                yield mount.target, files if len(files) == 1 else own
            return
        words = service.command.words if service.command else ()
        for name in {valued(one) for text in words for one in text.text.split()}:
            inner = name.removeprefix(f"{mount.target}/").removeprefix("./")
            path = f"{mount.source}/{inner}".removeprefix("/")
            if is_settings(name) and not inner.startswith("/") and self._is_read(path):
                yield normpath(f"{mount.target}/{inner}"), [path]

    def _is_foreign(self, path: str, service: Service) -> bool:
        """Tell whether a file is that of another program, which calls others by it."""
        program = self._program.get(path, "")
        return bool(program) and service.image is not None and program not in service.image.text

    def _is_read(self, path: str) -> bool:
        return path in self._every and path not in self._open

    def _within(self, place: str) -> Iterator[str]:
        if bisect_left(self._paths, place) < bisect_right(self._paths, place):
            yield place
            return
        first, last = (bisect_left(self._paths, f"{place}{end}") for end in "/0")
        yield from (self._paths[at] for at in range(first, last))

    def _is_known(self, path: str) -> bool:
        """Tell whether a file names each port that a program may take from it."""
        name = basename(path)
        ending = splitext(name)[1]
        if LEFT_OPEN.search(name):
            return False
        empty = ending in READ and path not in self._dark
        return self._is_read(path) or (
            path not in self._every and (empty or ending not in (*SETTINGS, ""))
        )

    def _told(self, path: str, target: str) -> Told:
        for use in self._sources.told_in(path):
            called = any(one.start <= use.location.start < one.end for one in self._called[path])
            if not called and (use.role is Role.LISTEN or _is_own(use)):
                clause = f"{target} has it listen on {use.port}"
                local = use.host in LOOPBACK
                yield use.port, Evidence(use.location, clause, kind=Kind.SETTINGS, local=local)


def _is_own(use: PortUse) -> bool:
    return use.role is Role.DECLARE and use.name.lower() in OWN and not use.host


def _is_named(path: str, service: Service) -> bool:
    """Tell whether a command names a file of a folder that is mounted."""
    words = service.command.words if service.command else ()
    return any(
        basename(path) == basename(valued(each)) for one in words for each in one.text.split()
    )

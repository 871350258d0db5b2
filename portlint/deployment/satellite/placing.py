"""Which files of the repository a container has, and under which names: mounts and images."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from posixpath import basename, dirname, normpath

from portlint.core import Location
from portlint.deployment.image.model import Copy, Image
from portlint.deployment.model import Service

LONGEST = 10_000
"""Characters of what was run that are kept."""

WILD = frozenset("*?[")
FOLDERS = frozenset(
    "conf.d http.d stream.d templates sites-enabled nginx caddy prometheus haproxy "
    "datasources".split()
)
"""Folders that images have, which a COPY may name without a slash at the end."""


FILLED = re.compile(r"\benvsubst\b[^<>|;&]*<\s*(?P<template>/\S+)\s*>\s*(?P<made>/[^\s;&|]+)")
"""How a line of a Dockerfile puts variables into a file, and calls it otherwise."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A file that a container sees at `target`.

    `direct` tells whether the file itself was named, rather than a folder that holds it;
    `inline` is where its text stands, if that is within another file; `then` is what was run
    after it was copied into an image.
    """

    path: str
    target: str
    direct: bool
    inline: Location | None = None
    then: str = ""


class Shelf:
    """The files that bear on satellites, found by each folder above them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._below: dict[str, list[str]] = defaultdict(list)
        self.paths = frozenset(paths)
        for path in sorted(self.paths):
            above = dirname(path)
            while above:
                self._below[above].append(path)
                above = dirname(above)
            self._below[""].append(path)

    def found(self, source: str) -> Iterator[tuple[str, str]]:
        """Yield files with their paths below `source`; empty for the file of that very name."""
        if source in self.paths:
            yield source, ""
        elif not WILD.isdisjoint(source):
            for path in self._below.get(dirname(source), ()):
                if fnmatchcase(path, source):
                    yield path, ""
        else:
            for path in self._below.get(source, ()):
                yield path, path.removeprefix(source).lstrip("/")


def placed(service: Service, image: Image | None, shelf: Shelf) -> tuple[Placed, ...]:
    """Return the files of a container, those that another is laid over left out."""
    found: dict[str, Placed] = {}
    if image is not None and service.build and service.build.context is not None:
        for copy in image.copies:
            then = " ".join(image.ran[copy.after :])[:LONGEST]
            for one in _copied(service.build.context, copy, then, shelf):
                found[one.target] = one
        found |= {one.target: one for one in _filled(image, found)}
    for mount in service.mounts:
        within = f"{normpath(mount.target)}/"
        for target in [each for each in found if f"{each}/".startswith(within)]:
            del found[target]
        if mount.inline is not None:
            found[mount.target] = Placed(
                mount.source, mount.target, direct=True, inline=mount.inline
            )
            continue
        for path, rest in shelf.found(mount.source):
            target = normpath(f"{mount.target}/{rest}") if rest else mount.target
            found[target] = Placed(path, target, direct=not rest)
    return tuple(found.values())


def _filled(image: Image, found: Mapping[str, Placed]) -> Iterator[Placed]:
    """Yield the files that are made of copied ones while the image is built."""
    for line in image.ran:
        for match in FILLED.finditer(line):
            one = found.get(normpath(match["template"]))
            if one is not None:
                yield Placed(one.path, normpath(match["made"]), direct=True)


def _copied(context: str, copy: Copy, then: str, shelf: Shelf) -> Iterator[Placed]:
    whole, target = normpath(f"./{context}/{copy.source}"), copy.target
    for path, rest in shelf.found("" if whole == "." else whole):
        name = rest or basename(path)
        if rest or target.endswith("/") or basename(target) in FOLDERS:
            yield Placed(path, normpath(f"{target}/{name}"), direct=not rest, then=then)
        else:
            yield Placed(path, normpath(target), direct=True, then=then)

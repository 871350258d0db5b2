"""Which image that is only named is built from which Dockerfile of the same repository.

How a name is believed is decided in docs/decisions/0021.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from portlint.core import Location
from portlint.core.tables import image_ports, images, repository
from portlint.deployment.model import Build, Words

USUAL = frozenset(("Dockerfile", "dockerfile", "Containerfile"))
"""Names of a file that builds what its folder is called after."""

APART = re.compile(r"[-_.]")
"""What stands between the words of a name."""

VARIABLE = re.compile(r"\$(?:\{[^{}]*\}|\w+)")

Builds = Mapping[str, frozenset[Build]]


@dataclass(frozen=True, slots=True)
class Link:
    """How an image is built; `sure` where a file says so, and not its name alone.

    `whole` where a command builds what has that name and no other.
    """

    build: Build
    sure: bool
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """What files tell of images and their builds.

    `told` are builds by the whole name of what they make, `alike` by the last part of it, and
    `folders` those of Dockerfiles by the name of their folder. `used` holds the containers' ports
    that are said of an image wherever it runs, by the last part of its name; `sharing` the folders
    that images are called after which have a beginning in common. `said` are the whole names of
    what commands build, `pushed` the own names, of several words, of what workflows push.
    """

    told: Builds = field(default_factory=dict)
    alike: Builds = field(default_factory=dict)
    folders: Builds = field(default_factory=dict)
    used: Mapping[str, frozenset[int]] = field(default_factory=dict)
    sharing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    said: frozenset[str] = frozenset()
    pushed: frozenset[str] = frozenset()

    def of(self, reference: str) -> Link | None:
        """Return how an image is built, None where nothing or several things tell of it."""
        whole = repository(reference)[0]
        if not whole or image_ports(reference):
            return None
        if whole in self.told:
            return _only(self.told[whole], sure=True)
        found = self.alike.get(_last(whole)) or self._called(whole)
        link = _only(found, sure=_last(whole) in self.pushed)
        return link and replace(link, whole=whole in self.said)

    def ports(self, reference: str) -> frozenset[int]:
        """Return the ports that are said of an image of that name, whoever keeps it."""
        return self.used.get(_last(repository(reference)[0]), frozenset())

    def _called(self, whole: str) -> frozenset[Build]:
        """Return the builds in the folder that an image is called after.

        Before the folder's name may stand what other images have before the names of theirs.
        """
        base = _last(whole)
        if base in _known():
            return frozenset()
        if base in self.folders:
            return self.folders[base]
        for before, folder in _parted(whole):
            shared = len(self.sharing.get(before, ())) > 1 and folder not in _known()
            if shared and folder in self.folders:
                return self.folders[folder]
        return frozenset()


def links(
    dockerfiles: Iterable[Location],
    told: Sequence[tuple[str, Build]],
    said: Sequence[tuple[str, Build]],
    used: Iterable[tuple[str, frozenset[int]]],
    pushed: Sequence[tuple[str, Build]] = (),
) -> Links:
    """Put together what is told of images: by files, by commands, by folders, by who runs them.

    Of what commands build (`said`) or workflows push, the last part of the name alone is believed.
    """
    by_name: dict[str, set[Build]] = defaultdict(set)
    alike: dict[str, set[Build]] = defaultdict(set)
    for name, build in told:
        by_name[repository(name)[0]].add(_without_place(build))
    for name, build in (*told, *said, *pushed):
        alike[_last(repository(name)[0])].add(_without_place(build))
    folders: dict[str, set[Build]] = defaultdict(set)
    for place in dockerfiles:
        folder, _, name = place.path.rpartition("/")
        if folder and name in USUAL:
            folders[_last(folder)].add(Build(Location(place.path), folder, place.path))
    ports: dict[str, frozenset[int]] = defaultdict(frozenset)
    sharing: dict[str, set[str]] = defaultdict(set)
    for name, numbers in used:
        whole = repository(name)[0]
        ports[_last(whole)] |= numbers
        for before, folder in _parted(whole):
            if folder in folders:
                sharing[before].add(folder)
    shared = {before: frozenset(found) for before, found in sharing.items()}
    names = frozenset(repository(name)[0] for name, _ in (*said, *pushed))
    own = frozenset(name for name, _ in pushed if APART.search(name) and name not in _known())
    by_last = _frozen(alike), _frozen(folders)
    return Links(_frozen(by_name), *by_last, dict(ports), shared, names, own)


def called(image: Words) -> str:
    """Return how an image is called, `$` for a registry that is a variable.

    Empty where its own name has one of no known value.
    """
    if image.known:
        return image.text
    before, slash, own = VARIABLE.sub("$", image.written).rpartition("/")
    name = own.partition("@")[0].partition(":")[0]
    if not name or "$" in name:
        return ""
    return f"{'$' if '$' in before else before}{slash}{name}"


def _parted(whole: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to part an image's name into a beginning and the name of a folder."""
    first = len(whole) - len(_last(whole))
    for match in APART.finditer(whole, first):
        yield whole[: match.end()], whole[match.end() :]


def _without_place(build: Build) -> Build:
    """Return a build that equals another of the same files, wherever either is told."""
    return replace(build, location=Location(build.dockerfile))


def _frozen(found: Mapping[str, set[Build]]) -> Builds:
    return {name: frozenset(builds) for name, builds in found.items()}


def _only(found: frozenset[Build], *, sure: bool) -> Link | None:
    return Link(next(iter(found)), sure) if len(found) == 1 else None


def _last(whole: str) -> str:
    """Return the last part of a name, which is its own."""
    return whole.rpartition("/")[2]


@lru_cache
def _known() -> frozenset[str]:
    """Return the own names of images that others copy: Docker's official ones, those of vendors.

    Somebody else's of that name is no rarity.
    """
    named = (name.partition(":")[0].split("/") for name in images())
    return frozenset(
        own for *owners, own in named if not owners or own in owners or "bitnami" in owners
    )

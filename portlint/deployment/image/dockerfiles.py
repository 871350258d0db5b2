"""The Dockerfiles of a repository, and the image that a service's `build` makes of one."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from portlint.core import Dockerfile, Facts
from portlint.deployment.image.inline import dockerfile
from portlint.deployment.image.model import Image
from portlint.deployment.image.stages import LARGEST, stage
from portlint.deployment.model import Build

MOST = 100_000
"""Instructions that are carried out, for all builds together."""


class Dockerfiles:
    """Every Dockerfile by its path (POSIX, relative to the root)."""

    def __init__(self, facts: Facts) -> None:
        self._files = {one.location.path: one for one in facts.of(Dockerfile)}
        self._made: dict[Build, Image | None] = {}
        self._left = MOST

    def made(self, build: Build | None) -> Image | None:
        """Return the image of a build, None where its Dockerfile or target is not known."""
        if build is None:
            return None
        if build not in self._made:
            file = dockerfile(build.source) if build.source else self._file(build.dockerfile)
            given = {name: one.text for name, one in build.args if one.known}
            self._left -= min(len(file.instructions), LARGEST) if file else 0
            known = file if self._left >= 0 else None
            self._made[build] = stage(known, build.target, given) if known else None
        return self._made[build]

    def _file(self, path: str) -> Dockerfile | None:
        """Return the file of a path; `dockerfile` is found by the usual name too (moby#10858)."""
        folder, slash, name = path.rpartition("/")
        found = self._files.get(path)
        if found or name != "Dockerfile":
            return found
        return self._files.get(f"{folder}{slash}{name.lower()}")

    @property
    def paths(self) -> Iterable[str]:
        """The paths of all of them."""
        return self._files

    @cached_property
    def alone(self) -> tuple[Image, ...]:
        """The image that each file makes when nobody says more."""
        return tuple(self._each())

    def _each(self) -> Iterator[Image]:
        for file in self._files.values():
            found = stage(file, "", {})
            if found:
                yield found

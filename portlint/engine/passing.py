"""Which files are passed over for their path alone, and why."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

VENDORED = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|site-packages|dist-packages|\.venv|\.tox|\.nox"
    r"|\.yarn)/"
)
INSTALLED = re.compile(
    r"(?:.*/)?(?=pyvenv\.cfg\Z)|(?:.*/)?vendor/(?=(?:modules\.txt|autoload\.php)\Z)"
)
"""What lies in every Python virtual environment, whatever its folder is called, and what Go and
Composer write into the folder of other people's code."""

LOCKS = frozenset(
    "package-lock.json npm-shrinkwrap.json pnpm-lock.yaml yarn.lock poetry.lock pipfile.lock "
    "uv.lock cargo.lock composer.lock gemfile.lock go.sum flake.lock bun.lock pdm.lock "
    "deno.lock".split()
)
MINIFIED = re.compile(r"[.-]min\.(?:js|css|mjs)$|\.(?:map|bundle\.js)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passing:
    """What is passed over in a repository.

    `exclude` holds globs of paths relative to `home`, the configuration's folder, and
    `environments` the folders of other people's code, each with a slash at its end.
    """

    root: Path
    home: Path
    exclude: Sequence[str] = ()
    environments: tuple[str, ...] = ()

    def reason(self, relative: str) -> str:
        """Say why a POSIX path is left out, empty where it is not."""
        if VENDORED.search(relative) or relative.startswith(self.environments):
            return "vendored"
        if relative.rsplit("/", 1)[-1].lower() in LOCKS:
            return "lock file"
        if MINIFIED.search(relative):
            return "minified"
        seen = seen_from(self.home, self.root, relative) if self.exclude else ""
        return "excluded" if self.exclude and matches(seen, self.exclude) else ""


def environments(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the folders among POSIX paths into which a tool installs other people's code."""
    found = (INSTALLED.match(path) for path in paths)
    return tuple(one[0] for one in found if one and one[0])


def seen_from(home: Path, root: Path, relative: str) -> str:
    """Return a path below the root as it is seen from a configuration's folder."""
    whole, start = f"{root.as_posix()}/{relative}", f"{home.as_posix()}/"
    return whole.removeprefix(start) if whole.startswith(start) else relative


def matches(path: str, globs: Iterable[str]) -> bool:
    """Tell whether a path matches a glob, or lies in a folder that one names."""
    return any(fnmatch(path, glob) or path.startswith(f"{glob.rstrip('/')}/") for glob in globs)

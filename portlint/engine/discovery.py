"""Which files there are: as git lists them, else walked with the rules of `.gitignore`."""

import os
import re
import stat
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

LARGEST = 2_000_000
"""Bytes. Larger files are data; 50 MB of minified JavaScript take 20 s and 3.7 GB to parse."""

VENDORED = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|site-packages|dist-packages|\.venv|\.tox|\.git)/"
)
LOCKS = frozenset(
    "package-lock.json npm-shrinkwrap.json pnpm-lock.yaml yarn.lock poetry.lock pipfile.lock "
    "uv.lock cargo.lock composer.lock gemfile.lock go.sum flake.lock bun.lock pdm.lock "
    "deno.lock".split()
)
MINIFIED = re.compile(r"[.-]min\.(?:js|css|mjs)$|\.(?:map|bundle\.js)$", re.IGNORECASE)

GIT = (
    "git",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.quotePath=false",
)
"""Git that runs nothing which the repository's own configuration names."""


class NoInput(Exception):  # noqa: N818  (it is what happened, and is caught by name)
    """There is nothing to read; the message says what was asked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: its path relative to the root, its size in bytes, and when it changed."""

    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a run, in order of their paths, and those left out, counted by reason.

    `base` is the folder that was asked for, as `a/b/`, empty where that is the root.
    """

    root: Path
    files: tuple[Entry, ...]
    left_out: Counter[str] = field(default_factory=Counter)
    oversized: tuple[Entry, ...] = ()
    base: str = ""


def discover(
    paths: Sequence[Path], *, exclude: Sequence[str] = (), home: Path | None = None
) -> Listing:
    """List the files under `paths`; raise NoInput where one does not exist.

    `exclude` holds globs of paths relative to `home`, the root where that is not given.
    """
    for path in paths:
        if not path.exists():
            message = f"{path}: no such file or directory"
            raise NoInput(message)
    root = root_of(paths[0])
    left_out: Counter[str] = Counter()
    files: dict[str, Entry] = {}
    oversized: list[Entry] = []
    for relative in sorted(set(_listed(root, paths))):
        reason = passed_over(relative, exclude, root, home or root)
        entry = None if reason else _entry(root, relative)
        if entry is None:
            left_out[reason or "not a readable file"] += 1
        elif entry.size > LARGEST:
            oversized.append(entry)
        else:
            files[relative] = entry
    base = _relative(root, paths[0].resolve()) if len(paths) == 1 and paths[0].is_dir() else ""
    whole = tuple(files.values())
    return Listing(root, whole, left_out, tuple(oversized), f"{base}/" if base else "")


def root_of(path: Path) -> Path:
    """Return the git top level around `path`, else the directory itself."""
    start = path.resolve() if path.is_dir() else path.resolve().parent
    top = _git(start, "rev-parse", "--show-toplevel")
    return Path(top.strip()) if top and top.strip() else start


def passed_over(relative: str, exclude: Sequence[str], root: Path, home: Path) -> str:
    """Say why a POSIX path is left out, empty where it is not."""
    if VENDORED.search(relative):
        return "vendored"
    if relative.rsplit("/", 1)[-1].lower() in LOCKS:
        return "lock file"
    if MINIFIED.search(relative):
        return "minified"
    return "excluded" if exclude and matches(seen_from(home, root, relative), exclude) else ""


def seen_from(home: Path, root: Path, relative: str) -> str:
    """Return a path below the root as it is seen from a configuration's folder."""
    whole, start = f"{root.as_posix()}/{relative}", f"{home.as_posix()}/"
    return whole.removeprefix(start) if whole.startswith(start) else relative


def matches(path: str, globs: Iterable[str]) -> bool:
    """Tell whether a path matches a glob, or lies in a folder that one names."""
    return any(fnmatch(path, glob) or path.startswith(f"{glob.rstrip('/')}/") for glob in globs)


def _entry(root: Path, relative: str) -> Entry | None:
    """Return what is known of a file; None for links out of the root, pipes, and what is gone."""
    full = root / relative
    try:
        status = full.lstat()
        if stat.S_ISLNK(status.st_mode):
            target = full.resolve(strict=True)
            if not target.is_relative_to(root.resolve()):
                return None
            status = target.stat()
    except (OSError, RuntimeError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Entry(relative, status.st_size, status.st_mtime_ns)


def _listed(root: Path, paths: Sequence[Path]) -> Iterator[str]:
    for path in paths:
        inside = _relative(root, path.resolve())
        if not path.is_dir():
            yield inside
            continue
        listed = _git(root, "ls-files", "-co", "--exclude-standard", "-z", "--", inside or ".")
        if listed is None:
            yield from _walk(root, path.resolve())
        else:
            yield from (name for name in listed.split("\0") if name)


def _relative(root: Path, path: Path) -> str:
    try:
        relative = path.relative_to(root.resolve()).as_posix()
    except ValueError as error:
        message = f"{path} lies outside {root}: check one repository at a time"
        raise NoInput(message) from error
    return "" if relative == "." else relative


def _git(directory: Path, *arguments: str) -> str | None:
    """Return what git prints, None where there is no git or no repository that it trusts."""
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        run = subprocess.run(  # noqa: S603  (fixed words, and paths after `--`)
            [*GIT, "-C", str(directory), *arguments],
            capture_output=True,
            env=environment,
            check=False,
        )
    except OSError:
        return None
    return os.fsdecode(run.stdout) if run.returncode == 0 else None


def _walk(root: Path, top: Path) -> Iterator[str]:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415  (needed outside git only)

    rules: list[tuple[str, GitIgnoreSpec]] = []
    for directory, folders, names in os.walk(top, followlinks=False):
        here = _relative(root, Path(directory))
        prefix = f"{here}/" if here else ""
        rules = [(base, spec) for base, spec in rules if prefix.startswith(base)]
        if ".gitignore" in names:
            text = (Path(directory) / ".gitignore").read_text("utf-8", "replace")
            rules.append((prefix, GitIgnoreSpec.from_lines(text.splitlines())))
        folders[:] = sorted(
            f for f in folders if f != ".git" and not _ignored(rules, f"{prefix}{f}/")
        )
        yield from (f"{prefix}{n}" for n in sorted(names) if not _ignored(rules, f"{prefix}{n}"))


def _ignored(rules: Iterable[tuple[str, object]], path: str) -> bool:
    return any(spec.match_file(path[len(base) :]) for base, spec in rules)  # type: ignore[attr-defined]

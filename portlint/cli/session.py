"""What every command that reads a repository does first."""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from portlint.cli.configuration import Settings
from portlint.cli.options import Sources
from portlint.cli.progress import Progress
from portlint.cli.sources import find_registry, typed_settings
from portlint.cli.terminal import fail, fail_with_cause, say
from portlint.core import Facts, Marked, Project, Registry, Rendering
from portlint.engine.discovery import Listing, NoInput, discover, root_of
from portlint.engine.gather import Gathered, gather
from portlint.engine.passing import Passing, environments
from portlint.engine.snapshot import Layer
from portlint.plugins import PluginError, Plugins
from portlint.plugins import load as load_plugins
from portlint.syntax import Language

BASELINE = "portlint-baseline.json"
"""Where known findings are kept, beside the configuration, unless it says otherwise."""


@dataclass(frozen=True)
class Session:
    """A repository with its settings, its registry, and everything that can read it.

    `paths` are what was asked for; `layer` is where the files are read, where it is not the root.
    """

    root: Path
    settings: Settings
    plugins: Plugins
    listing: Listing
    registry: Registry | None
    sources: Sources
    paths: tuple[Path, ...] = ()
    layer: Layer | None = None

    @property
    def whole(self) -> bool:
        """Whether all is read that the settings are for, not some of its files alone."""
        return len(self.paths) == 1 and self.home.is_relative_to(self.paths[0].resolve())

    @property
    def place(self) -> Path | Layer:
        """Where the files are."""
        return self.layer or self.root

    @property
    def home(self) -> Path:
        """The folder that paths of the configuration are relative to."""
        return self.settings.home(self.root)

    @property
    def projects(self) -> tuple[tuple[str, ...], ...]:
        """The Compose files that run together by configuration, relative to the root.

        End the run where one of them is not there.
        """
        return tuple(
            tuple(self._within(self.home / path) for path in files)
            for files in self.settings.projects
        )

    def _within(self, path: Path) -> str:
        inner = Path(os.path.relpath(path, self.root)).as_posix()
        if inner.startswith("../") or not path.is_file():
            named = f"{self.settings.source}: projects names {path}"
            fail(f"{named}, and {self.root} has no such file")
        return inner

    def scope(self, names: Collection[str]) -> Callable[[str], bool]:
        """Return what tells whether a run like this one would read a file, were these all."""
        exclude = excluded(self.settings)
        passing = Passing(self.root, self.home, exclude, environments(names))
        asked = [
            Path(os.path.relpath(path.resolve(), self.root)).as_posix() for path in self.paths
        ]

        def holds(path: str) -> bool:
            below = any(a in (".", path) or path.startswith(f"{a}/") for a in asked)
            return below and not passing.reason(path)

        return holds

    def project(self, facts: Facts) -> Project:
        """Return all that a rule may know."""
        rules = self.plugins.rules.values()
        return Project(
            facts,
            self.registry,
            frozenset(entry.path for entry in self.listing.files),
            today=datetime.now(UTC).date(),
            known=frozenset(name for rule in rules for name in (rule.code, rule.name)),
            projects=self.projects,
            rendering=self.rendering if facts.of(Marked) else None,
        )

    @property
    def rendering(self) -> Rendering | None:
        """What the registry renders; None without the configuration, which says where to."""
        from portlint.cli.generation import expected  # noqa: PLC0415  (where files are generated)

        if self.sources.isolated:
            return None
        return expected(self.plugins.generators, self.settings, self.registry, self.root)

    def gather(self, listing: Listing | None = None) -> Gathered:
        """Read every file, or those of another listing."""
        with Progress() as progress:
            return gather(
                listing or self.listing,
                self.plugins.languages,
                languages,
                jobs=self.sources.jobs or self.settings.jobs,
                cached=not self.sources.no_cache,
                told=progress,
            )


def languages() -> Mapping[str, Language]:
    """Load what reads files: called once in each worker."""
    return plugins().languages


def plugins() -> Plugins:
    """Load all plug-ins; end the run where one is broken, with the traceback of what broke."""
    try:
        return load_plugins()
    except PluginError as error:
        fail_with_cause(error)


def open_session(paths: Sequence[Path], sources: Sources) -> Session:
    """Find configuration, files and registry; end the run where one of them is wrong."""
    paths = paths or (Path(),)
    settings = typed_settings(paths[0], sources)
    root = root_of(paths[0])
    home = settings.home(root)
    try:
        listing = discover(paths, exclude=excluded(settings), home=home, root=root)
        listing = replace(listing, running=running(settings, root))
    except NoInput as error:
        fail(str(error))
    if not listing.files and not listing.oversized and any(path.is_dir() for path in paths):
        reasons = ", ".join(f"{count} {reason}" for reason, count in listing.left_out.items())
        left_out = f"; left out: {reasons}" if reasons else ""
        fail(f"nothing to read in {', '.join(map(str, paths))}{left_out}")
    registry = find_registry(root, paths[0], settings, sources.registry)
    return Session(root, settings, plugins(), listing, registry, sources, tuple(paths))


def running(settings: Settings, root: Path) -> tuple[str, ...]:
    """Return the folders, each as `a/b/`, of what runs by configuration, but for the root."""
    home = settings.home(root)
    places = {
        Path(os.path.relpath(home / path, root)).parent.as_posix()
        for files in settings.projects
        for path in files
    }
    return tuple(f"{place}/" for place in sorted(places) if place != "." and ".." not in place)


def excluded(settings: Settings) -> tuple[str, ...]:
    """Return the globs of what is not read: a baseline speaks of ports, and has none."""
    return (*settings.exclude, settings.baseline or BASELINE)


def report_crashes(crashes: Sequence[str]) -> None:
    """Say which plug-in broke, and where, with its traceback."""
    for crash in crashes:
        say(f"portlint: {crash}")

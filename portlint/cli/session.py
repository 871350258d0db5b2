"""What every command that reads a repository does first."""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from portlint.cli.configuration import ConfigurationError, Settings, overlaid, split
from portlint.cli.configuration import load as load_settings
from portlint.cli.options import Sources
from portlint.cli.progress import Progress
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

LARGEST = 20_000_000
"""Bytes of a registry; one of 10,000 services has three million."""


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


def settings_for(path: Path, config: Path | None, *, isolated: bool) -> Settings:
    """Load the configuration; end the run where it is wrong."""
    try:
        start = path.resolve() if path.is_dir() else path.resolve().parent
        return Settings() if isolated else load_settings(start, config)
    except ConfigurationError as error:
        fail(str(error))


def typed_settings(path: Path, sources: Sources) -> Settings:
    """Load the configuration, and put over it the keys that were typed."""
    try:
        file, typed = split(sources.config)
        return overlaid(settings_for(path, file, isolated=sources.isolated), typed)
    except ConfigurationError as error:
        fail(str(error))


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


def registry_of(path: Path, sources: Sources) -> Registry:
    """Load the registry of a path, and nothing else; end the run where there is none."""
    root = root_of(path)
    found = find_registry(root, path, typed_settings(path, sources), sources.registry)
    return governed(found, path)


def governed(registry: Registry | None, place: Path) -> Registry:
    """Return the registry of a place; end the run where there is none."""
    if registry is None:
        fail(f"no registry in {place}; name one with --registry, or `portlint init` writes one")
    return registry


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


def find_registry(
    root: Path, path: Path, settings: Settings, chosen: Path | None
) -> Registry | None:
    """Load the registry that was named, or the one that lies where registries lie.

    What a repository names itself must lie in it: its first line would be shown.
    """
    from portlint import registry  # noqa: PLC0415  (YAML is not needed to start)

    home = settings.home(root)
    found = chosen
    if found is None and settings.registry:
        found = home / settings.registry
    if found is None:
        near = path.resolve() if path.is_dir() else path.resolve().parent
        found = next(filter(None, map(registry.find, (near, root, home))), None)
    if found is None:
        return None
    if chosen is None and not any(found.resolve().is_relative_to(one) for one in (root, home)):
        fail(f"{found}: lies outside {root}; name it with --registry to use it all the same")
    return registry.load(_bytes(found), Path(os.path.relpath(found, root)).as_posix())


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        fail(f"{path}: there is no registry; `portlint schema registry` shows what one holds")
    try:
        if path.stat().st_size > LARGEST:
            fail(f"{path}: is larger than {LARGEST // 1_000_000} MB, which no registry is")
        return path.read_bytes()
    except OSError as error:
        fail(f"{path}: cannot be read: {error.strerror}")


def report_crashes(crashes: Sequence[str]) -> None:
    """Say which plug-in broke, and where, with its traceback."""
    for crash in crashes:
        say(f"portlint: {crash}")

"""What every command that reads a repository does first."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from portlint.cli.configuration import ConfigurationError, Settings
from portlint.cli.configuration import load as load_settings
from portlint.cli.terminal import fail, say
from portlint.core import Registry
from portlint.engine.discovery import Listing, NoInput, discover, root_of
from portlint.engine.gather import Gathered, gather
from portlint.plugins import PluginError, Plugins
from portlint.plugins import load as load_plugins
from portlint.syntax import Language


@dataclass(frozen=True)
class Session:
    """A repository with its settings, its registry, and everything that can read it."""

    root: Path
    settings: Settings
    plugins: Plugins
    listing: Listing
    registry: Registry | None

    def gather(self, *, jobs: int = 0, cached: bool = True) -> Gathered:
        """Read every file."""
        return gather(
            self.listing,
            self.plugins.languages,
            languages,
            jobs=jobs or self.settings.jobs,
            cached=cached,
        )


def languages() -> Mapping[str, Language]:
    """Load what reads files: called once in each worker."""
    return plugins().languages


def plugins() -> Plugins:
    """Load all plug-ins; end the run where one is broken."""
    try:
        return load_plugins()
    except PluginError as error:
        fail(str(error))


def settings_for(path: Path, config: Path | None, *, isolated: bool) -> Settings:
    """Load the configuration; end the run where it is wrong."""
    try:
        start = path.resolve() if path.is_dir() else path.resolve().parent
        return Settings() if isolated else load_settings(start, config)
    except ConfigurationError as error:
        fail(str(error))


def open_session(
    paths: Sequence[Path],
    *,
    config: Path | None = None,
    registry: Path | None = None,
    isolated: bool = False,
) -> Session:
    """Find configuration, files and registry; end the run where one of them is wrong."""
    paths = paths or (Path(),)
    settings = settings_for(paths[0], config, isolated=isolated)
    try:
        home = settings.home(root_of(paths[0]))
        listing = discover(paths, exclude=settings.exclude, home=home)
    except NoInput as error:
        fail(str(error))
    if not listing.files and not listing.oversized:
        fail(f"nothing to read in {', '.join(map(str, paths))}")
    return Session(
        listing.root,
        settings,
        plugins(),
        listing,
        find_registry(listing.root, paths[0], settings, registry),
    )


def find_registry(
    root: Path, path: Path, settings: Settings, chosen: Path | None
) -> Registry | None:
    """Load the registry that was named, or the one that lies where registries lie."""
    from portlint import registry  # noqa: PLC0415  (YAML is not needed to start)

    if chosen is None and settings.registry:
        chosen = Path(settings.source).parent / settings.registry
    if chosen is not None and not chosen.is_file():
        fail(f"{chosen}: there is no registry; `portlint schema registry` shows what one holds")
    near = path.resolve() if path.is_dir() else path.resolve().parent
    places = (near, root, settings.home(root))
    found = chosen or next(filter(None, map(registry.find, places)), None)
    if found is None:
        return None
    return registry.load(found.read_bytes(), Path(os.path.relpath(found, root)).as_posix())


def report_crashes(gathered: Gathered) -> None:
    """Say which language failed on which file, with its traceback."""
    for crash in gathered.crashes:
        say(f"portlint: {crash}")

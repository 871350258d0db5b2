"""Where settings and the registry of a run come from: found, or named on the command line."""

import os
from pathlib import Path

from portlint.cli.configuration import ConfigurationError, Settings, overlaid, split
from portlint.cli.configuration import load as load_settings
from portlint.cli.options import Sources
from portlint.cli.terminal import fail
from portlint.core import Registry
from portlint.engine.discovery import root_of

LARGEST = 20_000_000
"""Bytes of a registry; one of 10,000 services has three million."""


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

"""Find plug-ins: this package's own, then installed ones, through the same four hooks."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from itertools import chain
from operator import attrgetter
from types import MappingProxyType
from typing import TypeVar

import pluggy

from portlint.core import Generator, Reporter, Rule
from portlint.hooks import Spec, hookimpl
from portlint.syntax import Language

T = TypeVar("T")


class PluginError(Exception):
    """A plug-in cannot be used; the message names it and says why."""


class Builtin:
    """Our own plug-in: whatever lies in the four folders."""

    @hookimpl
    def portlint_rules(self) -> Iterable[Rule]:  # noqa: D102
        return members("portlint.rules", Rule)

    @hookimpl
    def portlint_languages(self) -> Iterable[Language]:  # noqa: D102
        return members("portlint.languages", Language)

    @hookimpl
    def portlint_reporters(self) -> Iterable[Reporter]:  # noqa: D102
        return members("portlint.reporters", Reporter)

    @hookimpl
    def portlint_generators(self) -> Iterable[Generator]:  # noqa: D102
        return members("portlint.generators", Generator)


@dataclass(frozen=True, slots=True)
class Plugins:
    """Everything found, sorted and frozen."""

    rules: Mapping[str, Rule]
    languages: Mapping[str, Language]
    reporters: Mapping[str, Reporter]
    generators: Mapping[str, Generator]
    sources: tuple[str, ...] = ()


def load(*, installed: bool = True, extra: Iterable[object] = ()) -> Plugins:
    """Ask every plug-in once; raise PluginError where one is broken."""
    manager = pluggy.PluginManager("portlint")
    manager.add_hookspecs(Spec)
    for plugin in (Builtin(), *extra):
        manager.register(plugin)
    if installed:
        _register_installed(manager)
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        message = f"a plug-in answers a hook that portlint does not ask: {error}"
        raise PluginError(message) from error
    hook = manager.hook
    return Plugins(
        rules=_named("rule", chain(*hook.portlint_rules()), attrgetter("code")),
        languages=_named("language", chain(*hook.portlint_languages()), attrgetter("name")),
        reporters=_named("reporter", chain(*hook.portlint_reporters()), attrgetter("name")),
        generators=_named("generator", chain(*hook.portlint_generators()), attrgetter("name")),
        sources=tuple(sorted(name for name, _ in manager.list_name_plugin() if "." not in name)),
    )


def _register_installed(manager: pluggy.PluginManager) -> None:
    for point in sorted(entry_points(group="portlint"), key=attrgetter("name", "value")):
        try:
            manager.register(point.load(), name=point.name)
        except Exception as error:
            message = f"plug-in {point.name} ({point.value}) does not load: {error}"
            raise PluginError(message) from error


def _named(kind: str, values: Iterable[T], key: Callable[[T], str]) -> Mapping[str, T]:
    """Index by name, in name order; two of one name is an error, whoever ships them."""
    found: dict[str, T] = {}
    for value in sorted(values, key=key):
        if key(value) in found:
            message = f"{kind} {key(value)} is defined twice"
            raise PluginError(message)
        found[key(value)] = value
    return MappingProxyType(found)


def members(package: str, kind: type[T]) -> Iterator[T]:
    """Yield each value of `kind` that a module of `package` defines."""
    for info in pkgutil.iter_modules(importlib.import_module(package).__path__):
        module = importlib.import_module(f"{package}.{info.name}")
        yield from (value for value in vars(module).values() if isinstance(value, kind))

"""Find plug-ins: this package's own, then installed ones, through the same four hooks."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from operator import attrgetter
from types import MappingProxyType
from typing import TypeVar

import pluggy

from portlint import __version__
from portlint.core import Generator, Reporter, Rule
from portlint.hooks import Spec, hookimpl
from portlint.syntax import Language

T = TypeVar("T")

OWN = "portlint"
"""The name of our own plug-in."""


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
class Source:
    """A plug-in: its name, the distribution it came with, and what it adds, by kind."""

    name: str
    distribution: str
    adds: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Plugins:
    """Everything found, sorted and frozen."""

    rules: Mapping[str, Rule]
    languages: Mapping[str, Language]
    reporters: Mapping[str, Reporter]
    generators: Mapping[str, Generator]
    sources: tuple[Source, ...] = ()


def load(*, installed: bool = True, extra: Iterable[object] = ()) -> Plugins:
    """Ask every plug-in once; raise PluginError where one is broken."""
    manager = pluggy.PluginManager("portlint")
    manager.add_hookspecs(Spec)
    manager.register(Builtin(), name=OWN)
    for plugin in extra:
        manager.register(plugin)
    distributions = _register_installed(manager) if installed else {}
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        message = f"a plug-in answers a hook that portlint does not ask: {error}"
        raise PluginError(message) from error
    rules = _answers(manager, "rule", Rule, attrgetter("code"))
    languages = _answers(manager, "language", Language, attrgetter("name"))
    reporters = _answers(manager, "reporter", Reporter, attrgetter("name"))
    generators = _answers(manager, "generator", Generator, attrgetter("name"))
    _refuse_shared_names(rules)
    kinds: dict[str, Mapping[str, tuple[object, str]]] = {
        "rules": rules, "languages": languages, "reporters": reporters, "generators": generators,
    }  # fmt: skip
    return Plugins(
        _values(rules),
        _values(languages),
        _values(reporters),
        _values(generators),
        tuple(_sources(manager, distributions, kinds)),
    )


def _register_installed(manager: pluggy.PluginManager) -> dict[str, str]:
    """Register what is installed; return the distribution of each plug-in by its name."""
    distributions: dict[str, str] = {}
    for point in sorted(entry_points(group="portlint"), key=attrgetter("name", "value")):
        try:
            manager.register(point.load(), name=point.name)
        except (Exception, SystemExit) as error:
            reason = f"{type(error).__name__}: {error}"
            message = f"plug-in {point.name} ({point.value}) does not load: {reason}"
            raise PluginError(message) from error
        dist = point.dist
        distributions[point.name] = f"{dist.name} {dist.version}" if dist else "no distribution"
    return distributions


def _answers(
    manager: pluggy.PluginManager, word: str, kind: type[T], key: Callable[[T], str]
) -> dict[str, tuple[T, str]]:
    """Ask one hook; return each value and who gave it, by name, in order.

    Two of one name are an error, whoever ships them.
    """
    found: dict[str, tuple[T, str]] = {}
    for origin, value in _asked(manager, f"portlint_{word}s"):
        if not isinstance(value, kind):
            message = f"plug-in {origin} gives {value!r}, which is no {word}"
            raise PluginError(message)
        if key(value) in found:
            other = found[key(value)][1]
            message = f"{word} {key(value)} is defined twice: by {other} and by {origin}"
            raise PluginError(message)
        found[key(value)] = value, origin
    return dict(sorted(found.items()))


def _asked(manager: pluggy.PluginManager, hook: str) -> Iterator[tuple[str, object]]:
    caller: pluggy.HookCaller = getattr(manager.hook, hook)
    for implementation in caller.get_hookimpls():
        origin = implementation.plugin_name
        try:
            answer: Iterable[object] = implementation.function()  # type: ignore[assignment]
            values = list(answer)
        except (Exception, SystemExit) as error:
            message = f"plug-in {origin} fails in {hook}: {type(error).__name__}: {error}"
            raise PluginError(message) from error
        yield from ((origin, value) for value in values)


def _refuse_shared_names(rules: Mapping[str, tuple[Rule, str]]) -> None:
    """Refuse two rules of one name: a comment that ignores it would mean both."""
    codes: dict[str, str] = {}
    for code, (rule, origin) in rules.items():
        if rule.name in codes:
            message = (
                f"rules {codes[rule.name]} and {code} (plug-in {origin}) are both {rule.name}"
            )
            raise PluginError(message)
        codes[rule.name] = code


def _values(answers: Mapping[str, tuple[T, str]]) -> Mapping[str, T]:
    return MappingProxyType({name: value for name, (value, _) in answers.items()})


def _sources(
    manager: pluggy.PluginManager,
    distributions: Mapping[str, str],
    kinds: Mapping[str, Mapping[str, tuple[object, str]]],
) -> Iterator[Source]:
    for origin, _ in manager.list_name_plugin():
        adds = {
            kind: tuple(name for name, (_, giver) in answers.items() if giver == origin)
            for kind, answers in kinds.items()
        }
        own = f"portlint {__version__}" if origin == OWN else "no distribution"
        yield Source(origin, distributions.get(origin, own), adds)


def members(package: str, kind: type[T]) -> Iterator[T]:
    """Yield each value of `kind` that a module of `package` defines."""
    for info in pkgutil.iter_modules(importlib.import_module(package).__path__):
        module = importlib.import_module(f"{package}.{info.name}")
        yield from (value for value in vars(module).values() if isinstance(value, kind))

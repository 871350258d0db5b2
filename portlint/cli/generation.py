"""Which generators run, and with which options: the configuration's word, checked."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from portlint.cli.configuration import Settings
from portlint.cli.terminal import fail, fail_with_cause
from portlint.core import GenerationError, Generator, Option, Problem, Registry, Rendering
from portlint.core.artifact import Choice
from portlint.core.nearest import hint
from portlint.engine.artifacts import (
    GeneratorCrash,
    Options,
    Rendered,
    render,
    rendering,
    seen_from_home,
)

BROKEN = frozenset("syntax keys types ports names".split())
"""Checks of a registry without which nothing is rendered; a conflict is still a registry."""

KINDS = {str: "a text", bool: "true or false", int: "a number", tuple: "a list of texts"}


def broken(registry: Registry) -> list[Problem]:
    """Return the problems that keep a registry from being rendered."""
    return [one for one in registry.problems if one.check in BROKEN]


def expected(
    known: Mapping[str, Generator], settings: Settings, registry: Registry | None, root: Path
) -> Rendering | None:
    """Return what a registry renders, for rules; None where it cannot be rendered."""
    home = settings.home(root)
    if registry is None or broken(registry) or not home.is_relative_to(root):
        return None
    seen = seen_from_home(registry, root, home)
    inner = home.relative_to(root).as_posix()
    base = "" if inner == "." else f"{inner}/"
    return rendering(made_of(known, settings, seen, ()), seen.path, base)


def made_of(
    known: Mapping[str, Generator], settings: Settings, registry: Registry, only: Collection[str]
) -> tuple[Rendered, ...]:
    """Return what the chosen generators render; end the run where that cannot be."""
    try:
        return render(chosen(known, settings, only), registry, options(known, settings))
    except GenerationError as error:
        fail(str(error))
    except GeneratorCrash as error:
        fail_with_cause(error)


def chosen(
    known: Mapping[str, Generator], settings: Settings, only: Collection[str]
) -> tuple[Generator, ...]:
    """Return the generators to run; end the run where one does not exist."""
    names = only or settings.generate
    if names is None:
        return tuple(one for one in known.values() if one.default)
    for name in names:
        if name not in known:
            fail(f"no generator is called {name}{_hint(name, known)}")
    return tuple(known[name] for name in dict.fromkeys(names))


def options(known: Mapping[str, Generator], settings: Settings) -> Options:
    """Return the options that the configuration gives; end the run where one is wrong."""
    found = {}
    for name, table in settings.generators.items():
        if name not in known:
            fail(f"{settings.source}: no generator is called {name}{_hint(name, known)}")
        allowed = {option.name: option for option in known[name].options}
        place = f"{settings.source}: generators.{name}"
        found[name] = {key: _value(place, key, value, allowed) for key, value in table.items()}
    return found


def _value(place: str, key: str, value: Any, allowed: Mapping[str, Option]) -> Choice:
    if key not in allowed:
        fail(f"{place} has no option {key}{_hint(key, allowed)}")
    kind = type(allowed[key].default)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = tuple(value)
    if type(value) is not kind:
        fail(f"{place}.{key} is {value!r}, but takes {KINDS[kind]}")
    return value


def _hint(name: str, known: Iterable[str]) -> str:
    return hint(name, known, f"; known are {', '.join(known)}")

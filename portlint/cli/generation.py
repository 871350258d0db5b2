"""Which generators run, and with which options: the configuration's word, checked."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from portlint.cli.configuration import Settings
from portlint.cli.terminal import fail
from portlint.core import Generator, Option
from portlint.core.artifact import Choice
from portlint.engine.artifacts import Options

KINDS = {str: "a text", bool: "true or false", int: "a number", tuple: "a list of texts"}


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
    near = get_close_matches(name, known, 1)
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"

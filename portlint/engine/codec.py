"""Facts as JSON and back, by their fields: a cache that nothing can be run from."""

import json
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from portlint.core import Fact, Location

Decode = Callable[[Any, str], Any]


def encode(facts: Iterable[Fact]) -> str:
    """Return facts of one file as text; the path is left out, since the key holds it."""
    return json.dumps([_plain(fact) for fact in facts], separators=(",", ":"))


def decode(text: str, path: str) -> list[Fact]:
    """Return the facts of one file; raise ValueError where the text is none of ours."""
    kinds = known()
    rows = json.loads(text)
    try:
        if not isinstance(rows, list):
            raise TypeError  # noqa: TRY301  (as every other row of a wrong kind)
        return [_value(kinds, row, path) for row in rows]
    except (KeyError, TypeError, IndexError, ValueError, RecursionError) as error:
        message = "not a row of facts"
        raise ValueError(message) from error


def _plain(value: object) -> object:
    """Return a value as JSON: what has fields as a list that begins with its kind's name."""
    if isinstance(value, Location):
        place = value
        return [place.line, place.column, place.end_line, place.end_column, place.start, place.end]
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (str, int, NoneType)):
        return value
    kind: type = type(value)
    return [kind.__name__, *(_plain(getattr(value, name)) for name in _names(kind))]


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


@cache
def known() -> dict[str, tuple[type, list[Decode]]]:
    """Return every kind of fact, and of what facts hold, with a reader for each field."""
    kinds: list[type] = list(Fact.__subclasses__())
    for kind in kinds:
        hints = get_type_hints(kind)
        held = (inner for one in fields(kind) for inner in _inside(hints[one.name]))
        kinds.extend(inner for inner in held if inner not in kinds)
    return {kind.__name__: (kind, _decoders(kind)) for kind in kinds}


def _inside(hint: Any) -> Iterable[type]:
    """Yield the dataclasses, other than places, that a type hint names."""
    if is_dataclass(hint) and isinstance(hint, type) and hint is not Location:
        yield hint
    for inner in get_args(hint):
        yield from _inside(inner)


@cache
def shape() -> str:
    """Return what changes whenever rows of facts are laid out anew."""
    return " ".join(
        f"{name}({','.join(_names(kind))})" for name, (kind, _) in sorted(known().items())
    )


def _value(kinds: dict[str, tuple[type, list[Decode]]], row: list[Any], path: str) -> Any:
    kind, decoders = kinds[row[0]]
    values = row[1:]
    return kind(*(read(value, path) for read, value in zip(decoders, values, strict=True)))


def _decoders(kind: type) -> list[Decode]:
    hints = get_type_hints(kind)
    return [_decoder(hints[one.name]) for one in fields(kind)]


def _decoder(hint: Any) -> Decode:
    if hint is Location:
        return lambda value, path: Location(path, *value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        members = {member.value: member for member in hint}
        return lambda value, _path: members[value]
    if get_origin(hint) is tuple:
        return _several(get_args(hint))
    return _optional(hint, [one for one in get_args(hint) if get_origin(one) is tuple])


def _optional(hint: Any, tuples: list[Any]) -> Decode:
    """Read what may be None, a kind of its own, or as JSON has it."""
    if any(_inside(hint)):
        return lambda value, path: value and _value(known(), value, path)
    if date in (hint, *get_args(hint)):
        return lambda value, _path: date.fromisoformat(value) if value else None
    if tuples:
        whole = _several(get_args(tuples[0]))
        return lambda value, path: None if value is None else whole(value, path)
    return lambda value, _path: value


def _several(hints: tuple[Any, ...]) -> Decode:
    """Read a tuple: of any length where the last hint is an ellipsis."""
    inner = [_decoder(one) for one in hints if one is not Ellipsis]
    if len(inner) < len(hints):
        return lambda value, path: tuple(inner[0](one, path) for one in value)
    return lambda value, path: tuple(
        read(one, path) for read, one in zip(inner, value, strict=True)
    )

"""Facts as JSON and back, by their fields: a cache that nothing can be run from."""

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, get_type_hints

from portlint.core import Fact, Location

Decode = Callable[[Any], Any]


def encode(facts: Iterable[Fact]) -> str:
    """Return facts of one file as text; the path is left out, since the key holds it."""
    rows = [[type(fact).__name__, *map(_plain, _values(fact))] for fact in facts]
    return json.dumps(rows, separators=(",", ":"))


def decode(text: str, path: str) -> list[Fact]:
    """Return the facts of one file; raise ValueError where the text is none of ours."""
    kinds = known()
    rows = json.loads(text)
    try:
        if not isinstance(rows, list):
            raise TypeError  # noqa: TRY301  (as every other row of a wrong kind)
        return [_fact(kinds[row[0]], row[1:], path) for row in rows]
    except (KeyError, TypeError, IndexError, ValueError) as error:
        message = "not a row of facts"
        raise ValueError(message) from error


def _values(fact: Fact) -> list[object]:
    place = fact.location
    point = [place.line, place.column, place.end_line, place.end_column, place.start, place.end]
    return [point, *(getattr(fact, one.name) for one in fields(fact)[1:])]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _fact(kind: tuple[type[Fact], list[Decode]], values: list[Any], path: str) -> Fact:
    make, decoders = kind
    place = Location(path, *values[0])
    return make(place, *(read(value) for read, value in zip(decoders, values[1:], strict=True)))


@cache
def known() -> dict[str, tuple[type[Fact], list[Decode]]]:
    """Return every kind of fact by its name, with a reader for each field after the location."""
    return {kind.__name__: (kind, _decoders(kind)) for kind in Fact.__subclasses__()}


@cache
def shape() -> str:
    """Return what changes whenever rows of facts are laid out anew."""
    kinds = sorted(Fact.__subclasses__(), key=lambda kind: kind.__name__)
    return " ".join(
        f"{kind.__name__}({','.join(one.name for one in fields(kind))})" for kind in kinds
    )


def _decoders(kind: type[Fact]) -> list[Decode]:
    hints = get_type_hints(kind)
    return [_decoder(hints[one.name]) for one in fields(kind)[1:]]


def _decoder(hint: Any) -> Decode:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {member.value: member for member in hint}.__getitem__
    if "tuple" in str(hint):
        return lambda value: tuple(value) if isinstance(value, list) else value
    if "date" in str(hint):
        return lambda value: date.fromisoformat(value) if value else None
    return lambda value: value

"""One edit of a repository's files, and one that breaks a reference."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

Place = tuple[str, int]
"""A path, and a 1-based line."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Files written anew: their texts by path, and where that was done before it was (1-based)."""

    kind: str
    path: str
    line: int
    written: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault(Edit):
    """An edit after which a reference fails.

    A finding at one of the `places` is about it: they are where the reference stands afterwards,
    and what it is broken by. `undecided` says why nobody can prove from the repository and from
    public documentation that it fails; it is empty where somebody can.
    """

    places: frozenset[Place] = field(default=frozenset())
    undecided: str = ""


@dataclass(frozen=True, slots=True)
class Working(Edit):
    """An edit after which everything works as before, so that nothing new is to be said.

    `again` are pairs of a new word and the old one, which is put back into what is said.
    """

    again: tuple[tuple[str, str], ...] = ()


Made = TypeVar("Made", bound=Edit)


def identified(repository: str, made: Iterable[Made]) -> Iterator[tuple[str, Made]]:
    """Yield edits with names that stay the same between runs, each edit once."""
    seen: dict[str, list[Mapping[str, str]]] = {}
    for one in made:
        name = f"{repository} {one.path}:{one.line} {one.kind}"
        texts = seen.setdefault(name, [])
        if one.written not in texts:
            texts.append(one.written)
            yield name if len(texts) == 1 else f"{name} ({len(texts)})", one

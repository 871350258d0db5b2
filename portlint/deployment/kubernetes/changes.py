"""What may be changed of an object before it reaches the cluster."""

from collections.abc import Iterable
from dataclasses import dataclass

ANY = "anything"


@dataclass(frozen=True, slots=True)
class Changes:
    """What may be changed: parts of an object by name, and single variables.

    `containers` are those that get something, `texts` all that is written.
    """

    parts: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    containers: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()

    def spare(self, *parts: str) -> bool:
        """Tell whether parts of an object stay as they are."""
        return self.parts.isdisjoint((ANY, *parts))


ANYTHING = Changes(frozenset((ANY,)))


def together(found: Iterable[Changes]) -> Changes:
    """Return what several patches may change."""
    held = tuple(found)
    return Changes(
        frozenset[str]().union(*(one.parts for one in held)),
        frozenset[str]().union(*(one.variables for one in held)),
        frozenset[str]().union(*(one.containers for one in held)),
        tuple(text for one in held for text in one.texts),
    )

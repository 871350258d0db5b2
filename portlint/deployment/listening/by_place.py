"""Facts by their places, from which those of a folder are taken."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from portlint.core import Fact

F = TypeVar("F", bound=Fact)


class ByPlace(Generic[F]):
    """Facts in order of their places."""

    def __init__(self, facts: Iterable[F]) -> None:
        self._facts = sorted(facts, key=lambda one: one.location)
        self._places = [one.location.path for one in self._facts]

    def below(self, folder: str) -> list[F]:
        """Return all facts below a folder, those of the whole repository where it is empty."""
        if not folder:
            return self._facts
        first = bisect_left(self._places, f"{folder}/")
        last = bisect_left(self._places, f"{folder}0")  # what follows a slash
        return self._facts[first:last]

    def within(self, place: str) -> list[F]:
        """Return all facts of a file, or below a folder."""
        return self.below(place) if not place else [*self.at(place), *self.below(place)]

    def at(self, path: str) -> list[F]:
        """Return all facts of one file."""
        return self._facts[bisect_left(self._places, path) : bisect_right(self._places, path)]


def any_below(paths: Sequence[str], folder: str) -> bool:
    """Tell whether any of some paths, in order, lies below a folder."""
    at = bisect_left(paths, f"{folder}/") if folder else 0
    return at < len(paths) and paths[at].startswith(f"{folder}/" if folder else "")

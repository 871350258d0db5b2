"""What the code beneath a folder says of ports: where it listens, and what else it may open."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from portlint.core import Confidence, Context, Facts, PortUse, Role
from portlint.core.judgement import is_live, runs

UNREAD = (
    ".go", ".rs", ".java", ".kt", ".kts", ".scala", ".rb", ".php", ".cs", ".fs", ".ex", ".exs",
    ".erl", ".c", ".cc", ".cpp", ".swift", ".dart", ".lua", ".pl", ".hs", ".clj", ".jar", ".war",
)  # fmt: skip
"""Endings of code that is not read: where it stands, more may listen than is seen."""

TOLD = frozenset((Role.LISTEN, Role.DECLARE))
DEPLOYING = frozenset(("compose", "dockerfile", "kubernetes", "helm-values", "github-actions"))


class Sources:
    """The ports of a repository's code by folder; `paths` are all of its files."""

    def __init__(self, facts: Facts, paths: frozenset[str]) -> None:
        told = [one for one in facts.of(PortUse) if one.role in TOLD]
        self._uses = sorted(
            (one for one in told if one.format not in DEPLOYING and not one.service),
            key=lambda one: one.location,
        )
        self._places = [one.location.path for one in self._uses]
        self._unread = sorted(
            path for path in paths if path.endswith(UNREAD) and runs(path) and "test" not in path
        )
        self.listening = cache(self._listening)
        self.rumours = cache(self._rumours)

    def _below(self, folder: str) -> Iterator[PortUse]:
        if not folder:
            yield from self._uses
            return
        first = bisect_left(self._places, f"{folder}/")
        last = bisect_left(self._places, f"{folder}0")  # what follows a slash
        yield from self._uses[first:last]

    def _listening(self, folder: str) -> tuple[PortUse, ...]:
        """Return where code below a folder opens a port, tests and examples left out."""
        return tuple(
            one
            for one in self._below(folder)
            if one.role is Role.LISTEN and one.confidence is Confidence.HIGH and is_live(one)
        )

    def _rumours(self, folder: str) -> frozenset[int]:
        """Return every port that anything below a folder may listen on."""
        kept = (Context.CODE, Context.EXAMPLE)
        return frozenset(one.port for one in self._below(folder) if one.context in kept)

    def defaults(self, folder: str, port: int) -> Iterator[str]:
        """Yield the variable whose default each mention of a port is, empty where it is none's."""
        return (one.default_of for one in self._below(folder) if one.port == port and is_live(one))

    def read_whole(self, folder: str) -> bool:
        """Tell whether all code below a folder is in languages that are read."""
        if not folder:
            return not self._unread
        at = bisect_left(self._unread, f"{folder}/")
        return at == len(self._unread) or not self._unread[at].startswith(f"{folder}/")

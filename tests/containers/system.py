"""Read a system: a Compose project whose references are marked with what curl must measure.

`call: web $API_URL reached` in a comment at a line's end: asked from the container of `web` (or
from the `host`), the target, as a shell there expands it, ends so. Several stand apart by `;`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.corpus import cases

ROOT = Path(__file__).parent / "systems"
HOST = "host"
MARK = re.compile(r"\s*# call: (?P<calls>.+)$", re.MULTILINE)
CALL = re.compile(
    r"(?P<place>\S+) (?P<target>\S+) (?P<outcome>reached|refused|unknown host|timed out)"
)


class Outcome(StrEnum):
    """How a connection ends."""

    REACHED = "reached"
    REFUSED = "refused"
    UNKNOWN = "unknown host"
    SILENT = "timed out"


@dataclass(frozen=True, slots=True)
class Call:
    """One reference: where it stands (1-based line), who asks whom, and how it must end."""

    path: str
    line: int
    place: str
    target: str
    outcome: Outcome

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.place} -> {self.target}"


@dataclass(frozen=True, slots=True)
class System:
    """A project without its marks, and the calls that they stood for."""

    name: str
    files: Mapping[str, str]
    calls: tuple[Call, ...]

    def __str__(self) -> str:
        return self.name

    @property
    def broken(self) -> frozenset[tuple[str, int]]:
        """Lines with a reference that does not reach."""
        return frozenset((c.path, c.line) for c in self.calls if c.outcome is not Outcome.REACHED)


def systems() -> list[System]:
    return [system(f"{c.page.removesuffix('.md')}: {c.name}", c.files) for c in cases(ROOT)]


def system(name: str, marked: Mapping[str, str]) -> System:
    """Take the marks out of the files."""
    files = {path: MARK.sub("", text) for path, text in marked.items()}
    return System(
        name, files, tuple(c for path, text in marked.items() for c in calls(path, text))
    )


def calls(path: str, text: str) -> Iterator[Call]:
    for number, line in enumerate(text.splitlines(), 1):
        if mark := MARK.search(line):
            for words in mark["calls"].split("; "):
                call = CALL.fullmatch(words)
                assert call, f"{path}:{number}: cannot read the mark {words!r}"
                yield Call(path, number, call["place"], call["target"], Outcome(call["outcome"]))

"""What happens to one file, in whichever process: read it, extract it, say what it held."""

import signal
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from portlint.core import Fact, Location, Unread
from portlint.engine.cache import digest
from portlint.engine.choice import Choice
from portlint.engine.codec import encode
from portlint.engine.context import context_of
from portlint.engine.extract import ExtractError, extract
from portlint.engine.limits import HARD, SECONDS, Late, life_limit, time_limit
from portlint.syntax import Language

UNKNOWN = "-"
"""In the place of a hash: nothing reads files of this name, so that its bytes were not read."""

HEAD = 128
"""Bytes that hold a `#!` line."""

Loader = Callable[[], Mapping[str, Language]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Facts of a file as text, the hash of its bytes (empty: not to be kept), and what broke.

    No text at all says that the bytes are those whose hash was known.
    """

    path: str
    digest: str
    facts: str
    crash: str = ""


class Reader:
    """Reads files below a root with a set of languages."""

    def __init__(
        self, root: Path, systems: tuple[str, ...], languages: Mapping[str, Language]
    ) -> None:
        self.root = root
        self.systems = systems
        self.choice = Choice(languages.values())

    def read(self, path: str, known: str = "") -> Outcome:
        """Return the facts of a file; none of them where its hash is still the `known` one."""
        try:
            language = self._language(path)
            if language is None:
                return Outcome(path, UNKNOWN, "[]")
            data = (self.root / path).read_bytes()
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            return Outcome(path, "", encode([Unread(Location(path), reason)]))
        name = digest(data)
        if name == known:
            return Outcome(path, name, "")
        return self._extracted(path, data, name, language)

    def _language(self, path: str) -> Language | None:
        """Return who reads a file: by its name, or by its first line where that says nothing."""
        found = self.choice.by_name(path)
        if found or "." in path.rsplit("/", 1)[-1]:
            return found
        with (self.root / path).open("rb") as file:
            return self.choice.by_interpreter(file.read(HEAD))

    def _extracted(self, path: str, data: bytes, name: str, language: Language) -> Outcome:
        try:
            with time_limit(SECONDS):
                facts: list[Fact] = extract(path, data, language, context_of(path, self.systems))
        except ExtractError as error:
            return Outcome(path, "", "[]", f"{error}\n{traceback.format_exc()}")
        except Late:
            facts = [Unread(Location(path), f"was not read within {SECONDS} s")]
        return Outcome(path, name, encode(facts))


_readers: dict[str, Reader] = {}


def start(root: str, systems: tuple[str, ...], load: Loader) -> None:
    """Make this process ready to read: what a pool calls once in each worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run's own process says that it was ended
    _readers["own"] = Reader(Path(root), systems, load())


def read_all(batch: list[tuple[str, str]]) -> list[Outcome]:
    """Read files, each given with the hash that is known of it."""
    outcomes = []
    for path, known in batch:
        with life_limit(HARD):
            outcomes.append(_readers["own"].read(path, known))
    return outcomes

"""What happens to one file, in whichever process: read it, extract it, say what it held."""

import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from portlint.core import Fact, Location, Unread
from portlint.engine.cache import digest
from portlint.engine.choice import Choice
from portlint.engine.codec import encode
from portlint.engine.context import context_of
from portlint.engine.extract import ExtractError, extract
from portlint.syntax import Language

SECONDS = 10
"""What one file may take; a hostile one becomes a notice."""

Loader = Callable[[], Mapping[str, Language]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Facts of a file as text, the hash of its bytes (empty: not to be kept), and what broke."""

    path: str
    digest: str
    facts: str
    crash: str = ""


class Reader:
    """Reads files below a root with a set of languages."""

    def __init__(self, root: Path, base: str, languages: Mapping[str, Language]) -> None:
        self.root = root
        self.base = base
        self.choice = Choice(languages.values())

    def read(self, path: str, known: str = "") -> Outcome:
        """Return the facts of a file; none of them where its hash is still the `known` one."""
        try:
            data = (self.root / path).read_bytes()
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            return Outcome(path, "", encode([Unread(Location(path), reason)]))
        name = digest(data)
        if name == known:
            return Outcome(path, name, "")
        language = self.choice.by_name(path) or self.choice.by_interpreter(data[:128])
        if language is None:
            return Outcome(path, name, "[]")
        try:
            with time_limit(SECONDS):
                facts: list[Fact] = extract(path, data, language, context_of(path, self.base))
        except ExtractError as error:
            return Outcome(path, "", "[]", f"{error}\n{traceback.format_exc()}")
        except TimeoutError:
            facts = [Unread(Location(path), f"was not read within {SECONDS} s")]
        return Outcome(path, name, encode(facts))


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raise TimeoutError in the block after some seconds, where the platform can."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


_readers: dict[str, Reader] = {}


def start(root: str, base: str, load: Loader) -> None:
    """Make this process ready to read: what a pool calls once in each worker."""
    _readers["own"] = Reader(Path(root), base, load())


def read_all(batch: list[tuple[str, str]]) -> list[Outcome]:
    """Read files, each given with the hash that is known of it."""
    return [_readers["own"].read(path, known) for path, known in batch]

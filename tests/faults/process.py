"""A program in a container: what starts it, and where public documentation has it listen."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import chain

from portlint.core.roles import role_ports
from portlint.core.tables import ImagePort, image_ports, images, implied, repository
from tests.faults.environment import Values
from tests.faults.started import starts

HIDDEN = "a variable that is set outside of the repository may move it"
NUMBER = re.compile(r"(?:\A|:)(\d{1,5})(?![\d.])")
LAST_FLAG = 9
"""Numbers up to it are flags: `ENABLE_METRICS=1`."""

LISTED = re.compile(r":(\d{2,5})(?=,|\s|\Z)")
"""A port at the end of an entry of a list: `INSIDE://kafka:9092,OUTSIDE://:9094`."""

PROPERTY = re.compile(r"^\s*([\w.-]+)\s*[:=](.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Heard:
    """Every TCP port on which a container is heard, or why nobody can list them."""

    ports: frozenset[int] = frozenset()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Process:
    """What starts in a container, as far as files say.

    `hidden` are variables that may be set by what is not in the repository; None stands for any.
    """

    image: str | None
    variables: Values
    hidden: frozenset[str] | None
    words: tuple[str, ...]
    """Its command, behind the entry point where that is another than the image's."""
    replaced: bool
    """Whether the image's own entry point is another."""
    configured: bool
    """Whether a file is mounted that may say, unseen, where the program listens."""
    settings: str = ""
    """What stands in the mounted files that may say so, and that all can read."""

    @property
    def line(self) -> str:
        """The words of its command on one line."""
        return " ".join(self.words)


def documented(process: Process) -> Heard:
    """Return where a program listens by the table of public documentation and what moves it."""
    if process.image is None:
        return Heard(why="its image cannot be read")
    rows = image_ports(process.image)
    rows = rows or role_ports(process.image, process.words, process.variables)
    why = _unlisted(process.image, rows) or _otherwise(process, rows)
    if why:
        return Heard(why=why)
    ports = [_heard(process, one) for one in rows if one.transport == "tcp"]
    known = [one for one in ports if one is not None]
    if len(known) < len(ports):
        return Heard(why="what moves its port cannot be read")
    untold = (implied(process.image) or frozenset()) if process.settings else frozenset()
    return Heard(frozenset(chain.from_iterable(known)).union(untold) - {0})


def _unlisted(image: str, rows: tuple[ImagePort, ...]) -> str:
    name, tag = repository(image)
    if not rows:
        return "no documentation of its image is at hand"
    if "$" in tag and any(one.startswith(f"{name}:") for one in images()):
        return "its image's tag cannot be read"
    if not all(one.complete for one in rows):
        return "no page lists all ports of its image"
    return ""


def _otherwise(process: Process, rows: tuple[ImagePort, ...]) -> str:
    """Say why a program may not listen as its documentation has it."""
    moving = {name.partition(":")[0] for one in rows for name in one.variables}
    if not starts(process.words, process.image or "", rows, replaced=process.replaced):
        return "its command starts something else"
    if process.replaced and any(_steered(process, one) for one in rows):
        return "its command starts something else"
    if process.configured and not all(one.flagged for one in rows):
        return "a mounted configuration may say where it listens"
    free = any(one.configurable for one in rows)
    if process.settings and free and implied(process.image or "") is None:
        return "a mounted configuration may open ports that it does not name"
    if moving and (process.hidden is None or any(moves(moving, one) for one in process.hidden)):
        return HIDDEN
    return ""


def moves(names: Iterable[str], name: str) -> bool:
    """Tell whether a variable or an option is one of those of the table, which may be patterns."""
    return any(
        fnmatchcase(name.lower(), one.lower()) if "*" in one else name == one for one in names
    )


def _heard(process: Process, row: ImagePort) -> frozenset[int] | None:
    """Return the ports of a row, None where they cannot be told."""
    if not row.optional:
        return _moved(process, row)
    told = [
        *(text or "" for one in row.variables for text in _set(process, one)),
        *(text for word in process.words for text in _opening(word, row)),
    ]
    ports = [found if (found := _one(text)) and found > LAST_FLAG else row.port for text in told]
    return None if 0 in ports else frozenset(ports)


def _steered(process: Process, row: ImagePort) -> bool:
    """Tell whether variables move a row's port, which the image's own entry point may do alone."""
    told = any(True for one in row.variables for _ in _set(process, one))
    usual = frozenset() if row.optional else frozenset((row.port,))
    return told and _heard(process, row) != usual


def _opening(word: str, row: ImagePort) -> Iterator[str]:
    """Yield the value of an option that opens a further port: `--metrics.address=:9100`."""
    name, _, value = word.partition("=")
    if moves(row.options, name):
        yield value


def _set(process: Process, variable: str) -> Iterator[str | None]:
    """Yield what a variable of the table is set to, or the property in its lines that it names."""
    wanted, _, key = variable.partition(":")
    for name, text in process.variables.items():
        if moves((wanted,), name):
            if key and text is not None:
                lines = PROPERTY.findall(text)
                yield from (value.strip() for one, value in lines if fnmatchcase(one, key))
            else:
                yield text


def _moved(process: Process, row: ImagePort) -> frozenset[int] | None:
    """Return the ports of a row after what moves it, None where that cannot be read."""
    for name in row.variables:
        for text in _set(process, name):
            if name.endswith("LISTENERS"):
                return frozenset(map(int, LISTED.findall(text or ""))) or None
            return _single(_one(text or ""))
    told = list(chain.from_iterable(_given(process.line, one) for one in row.options))
    return _single(_one(told[-1]) if told else row.port)


def _single(port: int | None) -> frozenset[int] | None:
    return None if port is None else frozenset((port,))


def _given(line: str, option: str) -> Iterator[str]:
    """Yield the values that a command line gives to an option: `-p 80`, `-p80`, `--port=80`."""
    form = rf"(?<!\S)(?:-c\s*)?{re.escape(option)}(?:[=\s]\s*(\S+)|(\d\S*)|\Z)"
    yield from (one[1] or one[2] or "" for one in re.finditer(form, line))


def _one(text: str) -> int | None:
    """Return the number of a text that holds one port."""
    found = {int(one) for one in NUMBER.findall(text)}
    return found.pop() if len(found) == 1 else None

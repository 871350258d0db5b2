"""What a language may say about one file. Facts are frozen, picklable, and hold no tree."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar, cast

from portlint.core.location import Location


class Role(StrEnum):
    """What a port is doing where it stands."""

    LISTEN = "listen"
    CONNECT = "connect"
    PUBLISH = "publish"
    CONTAINER = "container"
    DECLARE = "declare"
    COMPARE = "compare"


class Context(StrEnum):
    """What kind of text a port stands in."""

    CODE = "code"
    TEST = "test"
    EXAMPLE = "example"
    COMMENT = "comment"
    DOCS = "docs"


class Confidence(StrEnum):
    """How sure the reader is that the digits are a port (or a rule, that its finding is true)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """Its place among the three: 0 is the surest."""
        return list(Confidence).index(self)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something true of the source at a place."""

    location: Location


@dataclass(frozen=True, slots=True)
class PortUse(Fact):
    """One run of digits that is a port; `location` covers exactly these digits.

    `name` carries the port (`server.port`, `API_PORT`); `default_of` is the variable whose default
    it is; `service` is the deployment's name of the service it belongs to (a Compose service, a
    Kubernetes object); `format` names the dialect it was read from (`compose`, `python`, …);
    `text` is its source line, trimmed and shortened; `when` is what it stands under, empty
    where there is none: the condition of the nearest branch of code, the heading of a document.
    """

    port: int
    role: Role
    host: str = ""
    scheme: str = ""
    name: str = ""
    default_of: str = ""
    context: Context = Context.CODE
    confidence: Confidence = Confidence.HIGH
    service: str = ""
    transport: str = ""
    format: str = ""
    text: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Numbers(Fact):
    """Every number of a program that is not parsed which may be a port, in order.

    `computed` where the program seems to make a port of another: `port + 1`. `untold` are those
    that no line has: what it names opens them of its own accord.
    """

    every: tuple[int, ...]
    computed: bool = False
    untold: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Written(Fact):
    """Every number of a file of settings that may be a port, in order, remarks left out.

    `filled` where a variable or a template may put in another port.
    """

    every: tuple[int, ...]
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Opened(Fact):
    """A port that a program which is not parsed seems to open.

    `location` covers its digits, or the name of what listens there where it is told no port;
    `sure` where the call can mean nothing else.
    """

    port: int
    sure: bool = False


@dataclass(frozen=True, slots=True)
class PortMapping(Fact):
    """A container port published on the host; ranges are inclusive pairs.

    `published` is None where the engine picks a port; `location` covers the whole entry.
    """

    service: str
    published: tuple[int, int] | None
    target: tuple[int, int]
    host_ip: str = ""
    transport: str = "tcp"


@dataclass(frozen=True, slots=True)
class DeclaredService(Fact):
    """A deployment file (`format`) declares a service; `aliases` are its other names.

    `publishes` is False where the file shows that no port of it reaches the host.
    """

    name: str
    format: str
    image: str = ""
    aliases: tuple[str, ...] = ()
    publishes: bool = True
    context: Context = Context.CODE


@dataclass(frozen=True, slots=True)
class InvalidPort(Fact):
    """Something given as a port that cannot be one; `problem` is a clause for the reader."""

    value: str
    problem: str


@dataclass(frozen=True, slots=True)
class Unread(Fact):
    """A file in scope that was not read whole; `reason` is a clause for the reader.

    `expected` where nobody has anything to mend: a template, which is read line by line.
    """

    reason: str
    expected: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut(Fact):
    """A file that was passed over for its bytes; `reason` names what it is: minified, binary."""

    reason: str


@dataclass(frozen=True, slots=True)
class Generated(Fact):
    """A file whose first lines say that a program writes it."""


@dataclass(frozen=True, slots=True)
class Marked(Fact):
    """A file whose mark says that `portlint sync` wrote it, with which generator, from what.

    `path` is the file's own path as the mark has it; `text` is the whole file as UTF-8, its other
    bytes as surrogates (`surrogateescape`), so that it can be had again byte by byte.
    """

    generator: str
    registry: str
    path: str
    text: str


class Scope(StrEnum):
    """How far a suppression comment reaches."""

    LINE = "line"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Suppression(Fact):
    """A `portlint: ignore[CODE] reason` comment; `target` is the 1-based line it silences."""

    codes: tuple[str, ...]
    reason: str
    until: date | None
    scope: Scope
    target: int


F = TypeVar("F", bound=Fact)


class Facts:
    """All facts of a run, asked for by type."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._by_type: dict[type[Fact], list[Fact]] = defaultdict(list)
        for fact in facts:
            self._by_type[type(fact)].append(fact)

    def of(self, kind: type[F]) -> tuple[F, ...]:
        """Return every fact of exactly this kind, in file order."""
        return tuple(cast("list[F]", self._by_type.get(kind, [])))

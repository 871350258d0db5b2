"""What a rule reports: where, what, how bad, and what would mend it."""

from dataclasses import dataclass
from enum import StrEnum

from portlint.core.facts import Confidence
from portlint.core.location import Location


class Severity(StrEnum):
    """How much a finding matters, most first; the values are SARIF levels."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Its place among the three: 0 matters most."""
        return list(Severity).index(self)


class Applicability(StrEnum):
    """Whether a fix may be applied without being read first."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, order=True, slots=True)
class Edit:
    """Replace what `location` covers by `text`."""

    location: Location
    text: str


@dataclass(frozen=True, order=True, slots=True)
class Fix:
    """Edits that belong together."""

    applicability: Applicability
    edits: tuple[Edit, ...]


@dataclass(frozen=True, order=True, slots=True)
class Related:
    """The other end of a finding."""

    location: Location
    message: str


class Hit:
    """One match of a rule: a place, plus the values its message needs."""

    def __init__(  # noqa: PLR0913  (each is optional, and named at every call)
        self,
        location: Location,
        *,
        port: int | None = None,
        service: str = "",
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
        severity: Severity | None = None,
        confidence: Confidence = Confidence.HIGH,
        like: tuple[Location, ...] = (),
        flow: tuple[Related, ...] = (),
        **values: object,
    ) -> None:
        self.location = location
        self.port = port
        self.service = service
        self.related = related
        self.fix = fix
        self.severity = severity
        self.confidence = confidence
        self.like = like
        self.flow = flow
        self.values = values


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit, named and worded.

    `like` are the other places that it speaks for. `flow` is the way from who reads a reference
    to what it should reach, in that order; empty where a finding is about one place.
    """

    location: Location
    code: str
    name: str
    message: str
    severity: Severity
    confidence: Confidence = Confidence.HIGH
    service: str = ""
    port: int | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    like: tuple[Location, ...] = ()
    flow: tuple[Related, ...] = ()

    @property
    def order(self) -> tuple[Location, str, str]:
        """Findings sort by place, then code, then words."""
        return (self.location, self.code, self.message)


@dataclass(frozen=True, slots=True)
class Silenced:
    """A finding that a comment in its file suppresses, and the reason that the comment gives."""

    finding: Finding
    reason: str

"""Who has a port, and the clause that proves it."""

from dataclasses import dataclass

from portlint.core import Location


@dataclass(frozen=True, slots=True)
class Claim:
    """A service of a stack, what it has to do with a port, and where that is written."""

    service: str
    stack: str
    clause: str
    location: Location

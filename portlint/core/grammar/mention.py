"""One port found in a piece of text."""

from dataclasses import dataclass

from portlint.core.facts import Confidence, Role

HIGHEST = 65535


@dataclass(frozen=True, slots=True)
class Mention:
    """A port at characters `start` to `end` (exclusive, 0-based) of the text that was read."""

    start: int
    end: int
    port: int
    role: Role
    host: str = ""
    scheme: str = ""
    name: str = ""
    default_of: str = ""
    transport: str = ""
    confidence: Confidence = Confidence.HIGH

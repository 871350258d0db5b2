"""What the syntax around a number says of it."""

from dataclasses import dataclass
from enum import Enum

from portlint.core import Confidence, Role


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that takes a port."""

    role: Role
    name: str = ""
    default_of: str = ""
    host: str = ""
    confidence: Confidence = Confidence.HIGH


class Further(Enum):
    """Nothing decided yet."""

    GO_ON = "go on"


GO_ON = Further.GO_ON
Step = Slot | Further | None

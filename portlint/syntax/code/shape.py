"""What the node types of a grammar mean, so that one reading serves several languages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

import tree_sitter


class Kind(Enum):
    """What a node does with the value inside it."""

    WRAP = auto()
    """Passes it on: parentheses, casts, lambdas."""
    CARRIER = auto()
    """Gives it a name: an assignment, a pair, a keyword argument."""
    ARGUMENTS = auto()
    """Hands it to a call."""
    CHOICE = auto()
    """Falls back on it: `or`, `||`, `??`, a conditional."""
    COMPARE = auto()
    """Compares it."""
    BINARY = auto()
    """Any of choice, comparison and arithmetic; its operator tells."""
    SEQUENCE = auto()
    """Lists it."""
    MAPPING = auto()
    """Holds the pair that carries it."""
    SUBSCRIPT = auto()
    """Takes an item of it, or is given it as an index."""
    MEMBER = auto()
    """Takes a property of it: `[80, 443].includes`."""
    LOOP = auto()
    """Runs through it."""
    CASE = auto()
    """Matches it against a subject further out."""
    RETURN = auto()
    """Returns it from a function further out."""


class Text(Enum):
    """What a node holds as text."""

    STRING = auto()
    PLAIN = auto()
    COMMENT = auto()
    CODE = auto()
    """Code inside a string: an interpolation."""


@dataclass(frozen=True)
class Shape:
    """A grammar's node types, and the names of the fields that matter."""

    grammar: Callable[[], object]
    numbers: frozenset[str]
    texts: Mapping[str, Text]
    kinds: Mapping[str, Kind]
    names: Mapping[str, tuple[str, str]]
    """Of each carrier: the field of its name and the field of its value."""
    calls: Mapping[str, str]
    """Of each call: the field of what is called."""
    functions: frozenset[str]
    subjects: Mapping[str, str] = field(default_factory=dict)
    """Of each switch: the field of what it looks at."""
    statement: str = "expression_statement"
    backlog: bool = False
    """Whether `listen(128)` may be the length of a queue."""


def text_of(node: tree_sitter.Node | None, limit: int = 300) -> str:
    """Return a node's source as Latin-1, its last `limit` bytes at most; empty for None."""
    return (node.text or b"")[-limit:].decode("latin-1") if node else ""

"""What is left of a file that its grammar cannot read: its text."""

from collections.abc import Iterator

from portlint.core import Fact, Unread
from portlint.core.grammar import mentions
from portlint.syntax.source import Source


def as_text(source: Source, error: Exception) -> Iterator[Fact]:
    """Say why a file was not parsed, and yield what its text alone tells."""
    yield Unread(source.place(0, 0), f"{error}; only its URLs, addresses and names were read")
    yield from (source.mentioned(mention, 0) for mention in mentions(source.text))

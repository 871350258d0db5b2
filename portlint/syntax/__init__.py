"""Bytes to structure: sources, syntax trees with limits, and configuration documents."""

from portlint.syntax.language import Language, language
from portlint.syntax.source import Source

__all__ = ["Language", "Source", "language"]

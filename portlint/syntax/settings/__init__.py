"""Ports in configuration documents: what a value is, from the keys that lead to it."""

from portlint.syntax.settings.keys import Trail
from portlint.syntax.settings.reading import Reading, comment_uses, read_node, read_scalar

__all__ = ["Reading", "Trail", "comment_uses", "read_node", "read_scalar"]

"""Edits of a registry that keep every other byte."""

from portlint.registry.editing.changes import Edited, add, move, rename, retire
from portlint.registry.editing.layout import Refused

__all__ = ["Edited", "Refused", "add", "move", "rename", "retire"]

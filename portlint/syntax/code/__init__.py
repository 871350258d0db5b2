"""Ports in program code: what a number or a string is, from the syntax around it."""

from portlint.syntax.code.reading import code_facts
from portlint.syntax.code.shape import Kind, Shape

__all__ = ["Kind", "Shape", "code_facts"]

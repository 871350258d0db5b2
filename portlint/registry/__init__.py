"""Find, load and describe the registry."""

from portlint.registry.loading import find, load
from portlint.registry.schema import schema

__all__ = ["find", "load", "schema"]

"""Find, load, check and describe the registry."""

from portlint.core.checks import results as checks
from portlint.registry.loading import PLACES, find, load
from portlint.registry.schema import schema

__all__ = ["PLACES", "checks", "find", "load", "schema"]

"""What every part of a Compose service is read with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portlint.core import Map, Text
from portlint.deployment.compose.interpolation import Lookup, words
from portlint.deployment.compose.samples import Shown
from portlint.deployment.compose.variables import Files


@dataclass(frozen=True, slots=True)
class Ground:
    """What a service is read with: its project's folder, variables and files."""

    folder: str
    lookup: Lookup
    files: Files
    paths: frozenset[str]
    shown: Shown = field(default_factory=dict)
    configs: Mapping[str, Map] = field(default_factory=dict)
    """The project's `configs`, by name."""

    def read(self, value: Text) -> str:
        """Return a scalar with its variables put in."""
        return words(value, self.lookup).text

    def text(self, entry: Map, *keys: str) -> str:
        """Return the text below a path of keys, empty where there is none."""
        found = entry.get(*keys)
        return self.read(found) if isinstance(found, Text) and not found.empty else ""

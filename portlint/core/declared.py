"""Facts of deployment: what a file declares, whole, for the step that puts files together."""

from dataclasses import dataclass

from portlint.core.facts import Fact
from portlint.core.tree import Map


@dataclass(frozen=True, slots=True)
class Document(Fact):
    """A file (or one document of it) that describes a deployment.

    `dialect` names how it is written: `compose`, `kubernetes`, `github-actions`, `prometheus`, ….
    """

    dialect: str
    root: Map


@dataclass(frozen=True, slots=True)
class Variable(Fact):
    """A variable that an environment file sets; `location` covers the value.

    `value` is as written between its quotes; `quote` is empty, `'` or `"`.
    """

    name: str
    value: str
    quote: str = ""

"""A registry out of what a repository says."""

from portlint.registry.deriving.deriving import derive
from portlint.registry.deriving.draft import Aside, Draft, Proposal
from portlint.registry.deriving.owners import LARGEST, PLACES
from portlint.registry.deriving.rendering import rendered

__all__ = ["LARGEST", "PLACES", "Aside", "Draft", "Proposal", "derive", "rendered"]

"""How much is read of a repository's Compose files: what is written to be endless has an end."""

from dataclasses import dataclass

from portlint.core import Items, Map
from portlint.deployment.model import Service

MOST = 400_000
"""Values that are laid over one another and read, in all stacks together; some ten seconds."""

VARIABLE = 4
"""What a variable of a service costs: what it calls is looked for, and looked up."""

WIDEST = 500
"""What a range of ports costs at most: no more of its ports than twice that are looked at."""

SERVICE = 10
"""What reading a service costs, beside its values."""


@dataclass(slots=True)
class Budget:
    """What is left to spend; once it is gone, what is not read yet is left out."""

    left: int = MOST

    def spend(self, entry: Map) -> bool:
        """Take what a service costs; tell whether there was enough."""
        self.left -= SERVICE + sum(_size(value) for _, value in entry.pairs)
        return self.left > 0

    def charge(self, read: Service) -> None:
        """Take what a service cost that only reading it shows: env files, ranges of ports."""
        spans = (*(one.target for one in read.ports), *(one.span for one in read.expose))
        wide = sum(min(last - first, WIDEST) for first, last in spans)
        self.left -= VARIABLE * len(read.environment) + wide


def _size(value: object) -> int:
    if isinstance(value, Map):
        return len(value.pairs)
    return len(value.items) if isinstance(value, Items) else 1

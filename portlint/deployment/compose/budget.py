"""How much is read of a repository's Compose files: what is written to be endless has an end."""

from dataclasses import dataclass

from portlint.core import Items, Map

MOST = 400_000
"""Values that are laid over one another and read, in all stacks together; some ten seconds."""

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


def _size(value: object) -> int:
    if isinstance(value, Map):
        return len(value.pairs)
    return len(value.items) if isinstance(value, Items) else 1

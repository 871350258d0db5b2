"""What a misspelt name was meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST = 100
"""Characters of a name that are compared; comparing takes the square of them."""


def hint(name: str, known: Iterable[str], otherwise: str = "", *, alike: float = 0.6) -> str:
    """Return a clause that names the nearest of `known`, `otherwise` where none is near.

    `alike` is how much of both must be the same, from 0 to 1.
    """
    near = get_close_matches(name[:LONGEST], list(known), 1, alike)
    return f"; did you mean {near[0]}?" if near else otherwise

"""What a misspelt name was meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST = 100
"""Characters of a name that are compared; comparing takes the square of them."""

SHORTEST = 4
"""Letters of a name in which one is missed or doubled by a slip; shorter ones are too many."""


def is_slip(written: str, name: str) -> bool:
    """Tell whether one letter of a name is left out, or doubled: `mino` or `minioo` for `minio`.

    Digits and a plural's `s` tell names apart: `kafka1` and `kafka`, `worker` and `workers`.
    """
    longer, shorter = (name, written) if len(name) > len(written) else (written, name)
    if len(longer) - len(shorter) != 1 or len(shorter) < SHORTEST:
        return False
    at = next((i for i, char in enumerate(shorter) if char != longer[i]), len(shorter))
    letter, last = longer[at], at == len(shorter)
    plural = last and letter == "s"
    doubled = longer is name or (at > 0 and longer[at - 1] == letter)
    return longer[at + 1 :] == shorter[at:] and letter.isalpha() and doubled and not plural


def hint(name: str, known: Iterable[str], otherwise: str = "", *, alike: float = 0.6) -> str:
    """Return a clause that names the nearest of `known`, `otherwise` where none is near.

    `alike` is how much of both must be the same, from 0 to 1.
    """
    near = get_close_matches(name[:LONGEST], list(known), 1, alike)
    return f"; did you mean {near[0]}?" if near else otherwise

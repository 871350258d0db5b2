"""Variables in a Dockerfile, and in what a shell runs: `$A`, `${A}`, `${A:-b}`, `${A:+b}`."""

import re
from collections.abc import Mapping

VARIABLE = re.compile(
    r"(?<!\\)\$(?:(?P<bare>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)(?:(?P<sign>:?[-+=?])(?P<other>[^{}]*))?\})"
)

LONGEST = 20_000
"""Characters of a value; one that doubles itself in every line grows no further."""


def expand(text: str, known: Mapping[str, str]) -> str:
    """Return a text with its variables put in; what is not known stays as it is written."""

    def value(match: re.Match[str]) -> str:
        found = known.get(match["bare"] or match["name"])
        sign, other = match["sign"] or "", match["other"] or ""
        if sign.endswith("+"):
            return expand(other, known) if found else ""
        if found or (found is not None and not sign.startswith(":")):
            return found
        return expand(other, known) if sign.endswith(("-", "=")) else match[0]

    if "$" not in text or len(text) > LONGEST:
        return text
    return VARIABLE.sub(value, text)[:LONGEST]


def named(text: str) -> frozenset[str]:
    """Return the variables that a text names."""
    return frozenset(match["bare"] or match["name"] for match in VARIABLE.finditer(text))

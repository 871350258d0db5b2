"""What COPY and ADD put into an image from the folder that it is built in."""

import json
import shlex
from collections.abc import Iterator

LONGEST = 10_000
"""Characters of an instruction that are read."""


def copied(text: str) -> Iterator[tuple[str, str]]:
    """Yield sources with where they go; nothing for what comes from another image."""
    words = _words(text[:LONGEST])
    while words and words[0].startswith("--"):
        if words.pop(0).startswith("--from="):
            return
    *sources, target = words or [""]
    many = len(sources) > 1 and not target.endswith("/")
    for source in sources:
        yield source, f"{target}/" if many else target


def _words(text: str) -> list[str]:
    try:
        if text.startswith("["):
            return [one for one in json.loads(text) if isinstance(one, str)]
        return shlex.split(text)
    except (ValueError, RecursionError):
        return []

"""What COPY and ADD put into an image from the folder that it is built in."""

import json
import shlex
from collections.abc import Iterable, Iterator

from portlint.core import Instruction

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


def brought(text: str) -> str:
    """Return where that goes which COPY takes from another image or stage, empty for none."""
    words = _words(text[:LONGEST])
    taken = any(one.startswith("--from=") for one in words)
    return words[-1].strip("[]") if taken else ""


def sources(instructions: Iterable[Instruction]) -> Iterator[str]:
    """Yield what a Dockerfile takes from the folder that it is built in, in any of its stages."""
    for one in instructions:
        if one.keyword in ("COPY", "ADD"):
            yield from (source for source, _ in copied(one.text))
        elif one.keyword == "RUN" and "type=bind" in one.text:
            yield "."

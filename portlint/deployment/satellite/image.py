"""What a Dockerfile puts into the image that a service builds, as far as files are concerned."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from portlint.core import Dockerfile, Instruction

FROM = re.compile(r"(?:--\S+\s+)*(?P<image>\S+)(?:\s+AS\s+(?P<name>\S+))?", re.IGNORECASE)
PAIR = re.compile(r"([A-Za-z_]\w*)=(?:\"([^\"]*)\"|'([^']*)'|(\S*))")
LONGEST = 10_000
"""Characters of an instruction that are read."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A path below the build's context that stands at `target`; `then` is what was run after."""

    source: str
    target: str
    then: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """An image as its last stage has it.

    `base` is the image that it starts from, `started` its own CMD and ENTRYPOINT.
    """

    base: str = ""
    copies: tuple[Copy, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    started: str = ""


def built(dockerfile: Dockerfile, target: str) -> Image:
    """Return what the stage `target` (the last one where it is empty) is made of."""
    stages = _stages(dockerfile)
    chosen = [one for one in stages if one[0] == target] or stages
    chain, seen = [], set()
    name, base, rest = chosen[-1] if chosen else ("", "", [])
    while True:
        chain.append(rest)
        seen.add(name)
        below = next((one for one in stages if one[0] == base.lower()), None)
        if below is None or below[0] in seen:
            break
        name, base, rest = below
    steps = [one for rest in reversed(chain) for one in rest]
    return Image(
        base,
        tuple(_copies(steps)),
        {name: value for one in steps if one.keyword == "ENV" for name, value in _set(one)},
        " ".join(one.text for one in steps if one.keyword in ("CMD", "ENTRYPOINT")),
    )


def _stages(dockerfile: Dockerfile) -> list[tuple[str, str, list[Instruction]]]:
    """Return name, base and instructions of every stage."""
    found: list[tuple[str, str, list[Instruction]]] = []
    for one in dockerfile.instructions:
        if one.keyword == "FROM":
            match = FROM.match(one.text)
            name = match["name"] or "" if match else ""
            found.append((name.lower() or str(len(found)), match["image"] if match else "", []))
        elif found:
            found[-1][2].append(one)
    return found


def _copies(steps: list[Instruction]) -> Iterator[Copy]:
    then = ""
    for one in reversed(steps):
        if one.keyword == "RUN":
            then = f"{one.text} {then}"[:LONGEST]
        elif one.keyword in ("COPY", "ADD"):
            for source, target in _copied(one):
                yield Copy(source, target, then)


def _copied(one: Instruction) -> Iterator[tuple[str, str]]:
    words = _words(one.text)
    while words and words[0].startswith("--"):
        if words.pop(0).startswith("--from="):
            return
    *sources, target = words or [""]
    for source in sources:
        many = len(sources) > 1 and not target.endswith("/")
        yield source, f"{target}/" if many else target


def _words(text: str) -> list[str]:
    text = text[:LONGEST]
    try:
        if text.startswith("["):
            found = json.loads(text)
            return [one for one in found if isinstance(one, str)]
        return shlex.split(text)
    except ValueError:
        return []


def _set(one: Instruction) -> Iterator[tuple[str, str]]:
    pairs = PAIR.findall(one.text[:LONGEST])
    for name, *values in pairs:
        yield name, "".join(values)
    if not pairs:
        name, _, value = one.text.partition(" ")
        yield name, value.strip()

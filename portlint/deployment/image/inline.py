"""A Dockerfile that stands inside a Compose file: `dockerfile_inline`."""

import re
from collections.abc import Iterator

from portlint.core import Dockerfile, Instruction
from portlint.deployment.model import Words

CONTINUED = re.compile(r"\\[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*")
WRITTEN = re.compile(r"[ \t]*([A-Za-z]+)[ \t]+(.*)")


def dockerfile(text: Words) -> Dockerfile:
    """Return the instructions of a text; each stands where the whole text does."""
    return Dockerfile(text.location, tuple(_instructions(text)))


def _instructions(text: Words) -> Iterator[Instruction]:
    for line in CONTINUED.sub("", text.text).splitlines():
        match = WRITTEN.match(line)
        if match:
            yield Instruction(text.location, match[1].upper(), match[2].strip())

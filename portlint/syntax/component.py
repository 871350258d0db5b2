"""Components of Vue and Svelte: their scripts, with all else blanked out."""

import re
from dataclasses import dataclass

SCRIPT = re.compile(
    rb"^[ \t]*<script\b(?P<attributes>[^>]*)>(?P<body>.*?)</script\s*>",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
TYPED = re.compile(rb"\blang\s*=\s*[\"']?tsx?\b", re.IGNORECASE)
INK = re.compile(rb"[^\n]")


@dataclass(frozen=True, slots=True)
class Scripts:
    """The scripts of a component, each byte where it stands in the file, and what is around them.

    `typed` tells whether they are TypeScript.
    """

    data: bytes
    around: bytes
    typed: bool


def scripts(data: bytes) -> Scripts:
    """Split a component into its scripts and the rest."""
    found = list(SCRIPT.finditer(data))
    kept, around, at = [], [], 0
    for match in found:
        start, end = match.span("body")
        kept += [_blank(data[at:start]), data[start:end]]
        around.append(data[at:start])
        at = end
    around.append(data[at:])
    typed = any(TYPED.search(match["attributes"]) for match in found)
    return Scripts(b"".join([*kept, _blank(data[at:])]), b"".join(around), typed)


def _blank(data: bytes) -> bytes:
    return INK.sub(b" ", data)

"""Functions of a script: which of their parameters are ports."""

import re
from bisect import bisect_right
from collections import defaultdict

from portlint.core.names import carries_port

HEADER = re.compile(
    r"^[ \t]*(?:function[ \t]+)?([A-Za-z_][\w:-]*)[ \t]*(?:\(\))?[ \t\r\n]*\{", re.MULTILINE
)
PARAMETER = re.compile(
    r"\b([A-Za-z_]\w*)=[\"']?\$\{?([1-9])\b"
    r"|(?:localhost|127\.0\.0\.1|/dev/tcp/[^/\s]{1,60}/|-i ?):?\$\{?([1-9])\b"
)


def port_parameters(script: str) -> dict[str, frozenset[int]]:
    """Return, for each function that takes ports, their places (1-based) among its arguments."""
    if "$1" not in script and "$2" not in script and "${" not in script:
        return {}
    headers = [(match.start(), match[1]) for match in HEADER.finditer(script)]
    starts = [start for start, _ in headers]
    found: dict[str, set[int]] = defaultdict(set)
    for match in PARAMETER.finditer(script):
        index = bisect_right(starts, match.start()) - 1
        if index >= 0 and (match[3] or carries_port(match[1])):
            found[headers[index][1]].add(int(match[2] or match[3]))
    return {name: frozenset(places) for name, places in found.items()}

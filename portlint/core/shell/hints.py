"""What a script says in one place of the numbers in another: its functions and its records."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from portlint.core.names import carries_port

HEADER = re.compile(
    r"^[ \t]*(?:function[ \t]+)?([A-Za-z_][\w:-]*)[ \t]*(?:\(\))?[ \t\r\n]*\{", re.MULTILINE
)
PARAMETER = re.compile(
    r"\b([A-Za-z_]\w*)=[\"']?\$\{?([1-9])\b"
    r"|(?:localhost|127\.0\.0\.1|/dev/tcp/[^/\s]{1,60}/|-i ?):?\$\{?([1-9])\b"
)
RECORD = re.compile(
    r"\b([A-Za-z_]\w*)=[\"']?(?:\$\{\w+(?:%|\#)|\$\([^\n)]{0,80}\bcut -d)"
    r"|\bread -\w+([^\n;]{1,80})"
)


@dataclass(frozen=True, slots=True)
class Hints:
    """Functions with the places (1-based) of their port arguments; `records`: `name:80` is split.

    Where a script takes a port out of each element of a list (`port="${item##*:}"`), the elements
    hold ports.
    """

    functions: Mapping[str, frozenset[int]] = field(default_factory=dict)
    records: bool = False


def hints(script: str) -> Hints:
    """Read what a script does with its parameters and records."""
    if "$" not in script:
        return Hints()
    return Hints(_functions(script), any(_takes_port(match) for match in RECORD.finditer(script)))


def _takes_port(record: re.Match[str]) -> bool:
    return any(carries_port(name) for name in (record[1] or record[2] or "").split())


def _functions(script: str) -> dict[str, frozenset[int]]:
    headers = [(match.start(), match[1]) for match in HEADER.finditer(script)]
    starts = [start for start, _ in headers]
    found: dict[str, set[int]] = defaultdict(set)
    for match in PARAMETER.finditer(script):
        index = bisect_right(starts, match.start()) - 1
        if index >= 0 and (match[3] or carries_port(match[1])):
            found[headers[index][1]].add(int(match[2] or match[3]))
    return {name: frozenset(places) for name, places in found.items()}

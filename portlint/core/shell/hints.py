"""What a script says in one place of the numbers in another: its functions and its records."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

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


class Hints:
    """What the rest of a script says; worked out when it is asked for."""

    def __init__(self, script: str = "") -> None:
        self._script = script if "$" in script else ""

    @cached_property
    def functions(self) -> Mapping[str, frozenset[int]]:
        """Functions with the places (1-based) of those of their arguments that are ports."""
        return _functions(self._script)

    @cached_property
    def records(self) -> bool:
        """Whether the script takes ports out of records: `port="${item##*:}"`."""
        return any(_takes_port(match) for match in RECORD.finditer(self._script))


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

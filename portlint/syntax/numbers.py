"""The numbers of a program, or of its settings: what none of them is, nothing has opened."""

import re
from collections.abc import Iterable, Iterator

from portlint.core import Location, Numbers, Written
from portlint.core.grammar.mention import HIGHEST
from portlint.syntax.source import Source

NUMBER = re.compile(r"(?<!\d)\d[\d_]{1,6}(?!\d)")
ADDED = re.compile(r"\+(?:[+=]|\s*(?:\d|[A-Za-z_]))")
SUMMAND = re.compile(
    r"(?:(?:(?:(?<![A-Za-z])p|P)orts?(?![a-z])|(?<![A-Z])PORTS?(?![A-Za-z]))\w*[\])}]*"
    r"|(?P<base>(?<![\d.])(?:[2-9]\d{3}|\d{5})))\s*\Z"
)
"""What stands before a plus where a port is made of another: `port + 1`, `8000 + index`."""

OTHERWISE = re.compile(
    r"(?i:year|random|second|minute|milli|timeout|delay|interval|sleep|retry|epsg|zone)|\b[Mm]s\b"
)
"""What a line says in which a sum is no port: of a time, a year, a place on a map."""

TESTS = re.compile(
    r"_test\.(?:go|py)\Z|(?:Tests?|IT|Spec)\.(?:java|kt|cs|scala|groovy)\Z|_spec\.rb\Z|(?:^|/)src/test/"
    r"|[._-](?:test|spec)\.[cm]?[jt]sx?\Z"
)
"""Files of tests that are not built into what runs; a whole folder of tests may be what runs."""

NEAR = 60
"""Characters before a plus that are looked at."""

REMARK = re.compile(r"^[ \t]*(?:#|;|//)[^\n]*|(?<=[ \t])#[^\n]*", re.MULTILINE)
WRITTEN = re.compile(r"(?<!\d)\d{2,5}(?!\d)")
FILLED = re.compile(
    r"(?:port|listen|addr|bind|endpoint|server|socket)[^\n]*(?:\$\{?\w|\$\(|\{\{|\{\$|\{%|<%|%\()"
    r"|(?:\{\{|\{%|<%)[^\n]*(?:port|listen|addr|bind|include|import)",
    re.IGNORECASE,
)
"""A line that says where to listen, and leaves it to a variable or a template."""

MOST = 400
"""Different numbers of a file of settings; what has more is data."""

LARGEST = 60_000
"""Bytes of a file of settings; what is larger is data, and no line of it is looked at."""


def written(source: Source) -> Iterator[Written]:
    """Yield all numbers of a file of settings that may be ports, even where there are none."""
    large = len(source.data) > LARGEST
    text = "" if large else REMARK.sub("", source.text)
    found = {int(one) for one in WRITTEN.findall(text)}
    many = large or len(found) > MOST
    every = () if many else tuple(sorted(one for one in found if one <= HIGHEST))
    yield Written(Location(source.path), every, many or FILLED.search(text) is not None)


def numbers(source: Source, besides: Iterable[int] = ()) -> Iterator[Numbers]:
    """Yield all numbers of a file that may be ports, and what else may be `besides`."""
    if TESTS.search(source.path):
        return
    text = source.text
    found = {int(match[0].replace("_", "")) for match in NUMBER.finditer(text)}
    every = tuple(sorted(one for one in found.union(besides) if one <= HIGHEST))
    computed = any(_is_port(text, match.start()) for match in ADDED.finditer(text))
    if every or computed:
        untold = tuple(one for one in every if one not in found)
        yield Numbers(Location(source.path), every, computed, untold)


def _is_port(text: str, plus: int) -> bool:
    """Tell whether the sum of a plus seems to be a port."""
    found = SUMMAND.search(text, max(0, plus - NEAR), plus)
    if found is None or found["base"] is None:
        return found is not None
    line = text[text.rfind("\n", 0, plus) + 1 :].partition("\n")[0]
    return OTHERWISE.search(line) is None or "port" in line.lower()

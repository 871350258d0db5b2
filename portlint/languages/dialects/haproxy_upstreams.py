"""Where HAProxy sends on to: `server NAME ADDRESS:PORT`.

https://docs.haproxy.org/3.0/configuration.html#4-server
"""

import re
from collections.abc import Iterator

from portlint.core import Fact, Upstream
from portlint.syntax import Source
from portlint.syntax.source import readable

SECTION = re.compile(r"^(?:backend|listen|frontend|defaults|global)\b", re.MULTILINE)
SERVER = re.compile(
    r"^[ \t]+server[ \t]+\S+[ \t]+[\"']?"
    r"(?P<address>(?:[\w.-]|\$\{\w+\})+:(?:\d{1,5}|\$\{\w+\}))[\"']?(?=\s|\Z)",
    re.MULTILINE,
)


def haproxy_upstreams(source: Source) -> Iterator[Fact]:
    """Yield the addresses of servers; nothing where the file has none of HAProxy's sections."""
    if SECTION.search(source.text) is None:
        return
    for match in SERVER.finditer(source.text):
        place = source.place(*match.span("address"))
        yield Upstream(place, "haproxy", "server", readable(match["address"]), 0)

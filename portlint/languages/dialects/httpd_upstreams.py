"""Where Apache httpd sends on to: `ProxyPass`, members of a balancer, rewriting with `[P]`.

https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#proxypass
"""

import re
from collections.abc import Iterator

from portlint.core import Fact, Upstream
from portlint.syntax import Source
from portlint.syntax.source import readable

ADDRESS = r"[\"']?(?P<address>(?P<scheme>https?|wss?|h2c?|ajp|fcgi|scgi|uwsgi)://[^\s\"'|${}]+)"
PASS = re.compile(
    rf"^[ \t]*(?P<name>ProxyPass(?:Match)?|BalancerMember)[ \t]+(?:[\"']?[/^]\S*[ \t]+)?{ADDRESS}",
    re.MULTILINE | re.IGNORECASE,
)
REWRITE = re.compile(
    rf"^[ \t]*(?P<name>RewriteRule)[ \t]+\S+[ \t]+{ADDRESS}"
    r"[^\[\n]*\[(?:[^\]\n]*,)?[ \t]*(?:P|proxy)[ \t]*[,\]]",
    re.MULTILINE | re.IGNORECASE,
)
PORTS = {"https": 443, "wss": 443, "h2": 443, "ajp": 8009}
"""The ports of schemes that are not HTTP's own; `fcgi` and its sisters have none."""

UNKNOWN = frozenset(("fcgi", "scgi", "uwsgi"))


def httpd_upstreams(source: Source) -> Iterator[Fact]:
    """Yield the addresses that a configuration sends on to, but for those with variables."""
    for form in (PASS, REWRITE):
        for match in form.finditer(source.text):
            scheme = match["scheme"].lower()
            port = 0 if scheme in UNKNOWN else PORTS.get(scheme, 80)
            place = source.place(*match.span("address"))
            yield Upstream(place, "httpd", match["name"], readable(match["address"]), port)

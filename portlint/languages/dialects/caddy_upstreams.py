"""Where Caddy sends on to: `reverse_proxy`, `php_fastcgi`, `forward_auth`, and their `to`.

https://caddyserver.com/docs/caddyfile/directives/reverse_proxy
"""

import re
from collections.abc import Iterator

from portlint.core import Fact, Upstream
from portlint.syntax import Source
from portlint.syntax.source import readable
from portlint.syntax.spans import spans_of

COMMENT = re.compile(r"(?:^|(?<=\s))#[^\n]*", re.MULTILINE)
LINE = re.compile(
    r"^[ \t]*(?P<name>reverse_proxy|php_fastcgi|forward_auth|to)(?P<rest>[ \t][^\n]*)$",
    re.MULTILINE,
)
WORD = re.compile(r"\S+")
ADDRESS = re.compile(
    r"(?:(?P<scheme>https?|h2c)://)?(?:[\w.-]+|\{(?:\$|env\.)[^{}\s]+\})?"
    r"(?::(?:\d{1,5}|\{(?:\$|env\.)[^{}\s]+\}))?\Z"
)
LOCAL = "localhost"


def caddy_upstreams(source: Source) -> Iterator[Fact]:
    """Yield the addresses that a Caddyfile sends on to; `:9000` is the container's own."""
    comments = spans_of(COMMENT, source.text)
    for line in LINE.finditer(source.text):
        if line.start("name") in comments:
            continue
        for word in WORD.finditer(source.text, *line.span("rest")):
            if word[0] == "{" or word.start() in comments:
                break
            found = ADDRESS.match(word[0])
            if found and word[0].strip(":"):
                port = 443 if found["scheme"] == "https" else 80
                bare = word[0].startswith(":")
                address = readable(LOCAL + word[0] if bare else word[0])
                place = source.place(*word.span())
                yield Upstream(place, "caddy", line["name"], address, port, not bare)

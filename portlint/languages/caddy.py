"""Caddy: site addresses, `reverse_proxy api:4010`, global ports."""

import re
from collections.abc import Iterator

from portlint.core import Context, Fact, Role
from portlint.core.grammar import mentions
from portlint.core.grammar.mention import HIGHEST
from portlint.syntax import Source, language

SITE = re.compile(
    r"^(?P<host>[\w.*{}$-]*|https?://[\w.*{}$-]*):(?P<port>\d{2,5})(?=[\s,{])", re.MULTILINE
)
GLOBAL = re.compile(
    r"^[ \t]+(?:http_port|https_port|admin[ \t]+[\w.]*:)[ \t]*(?P<port>\d{2,5})\b", re.MULTILINE
)
COMMENT = re.compile(r"(?:^|(?<=\s))#[^\n]*", re.MULTILINE)


@language("caddy", patterns=("Caddyfile", "Caddyfile.*", "*.caddyfile", "*.Caddyfile", "*.caddy"))
def caddy(source: Source) -> Iterator[Fact]:
    """Yield every port of a Caddyfile."""
    text = source.text
    comments = [match.span() for match in COMMENT.finditer(text)]
    listened = {match.start("port"): match for match in SITE.finditer(text)}
    listened.update({match.start("port"): match for match in GLOBAL.finditer(text)})
    for start, match in listened.items():
        if int(match["port"]) <= HIGHEST:
            yield source.use(start, match.end("port"), Role.LISTEN)
    for mention in mentions(text):
        if mention.start not in listened:
            commented = any(a <= mention.start < b for a, b in comments)
            yield source.mentioned(mention, 0, context=Context.COMMENT if commented else None)

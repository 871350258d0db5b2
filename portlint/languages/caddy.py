"""Caddy: site addresses, `reverse_proxy api:4010`, global ports."""

import re
from collections.abc import Iterator
from dataclasses import replace

from portlint.core import Context, Fact, Role
from portlint.core.grammar import Mention, mentions
from portlint.core.grammar.mention import HIGHEST
from portlint.languages.dialects.caddy_sites import caddy_sites
from portlint.languages.dialects.caddy_upstreams import COMMENT, caddy_upstreams
from portlint.syntax import Source, language
from portlint.syntax.numbers import written
from portlint.syntax.spans import Spans, spans_of

SITE = re.compile(r"^(?=\S*[:.*]|localhost)[^\s#(@{}][^\n#]*(?=\{|$)", re.MULTILINE)
"""A line that starts with an address, in the first column, names what its site listens on."""

PORT = re.compile(
    r"(?<![^\s,])(?:https?://)?(?P<host>[\w.*-]*|\{[^{}\n]*\}|\[[^\]\n]*\]):(?P<port>\d{2,5})(?=[\s,{/]|\Z)"
)
SETTING = re.compile(
    r"^[ \t]+(?:http_port|https_port|admin[ \t]+[\w.]*:)[ \t]*(?P<port>\d{2,5})\b", re.MULTILINE
)


@language("caddy", patterns=("Caddyfile", "Caddyfile.*", "*.caddyfile", "*.caddy"))
def caddy(source: Source) -> Iterator[Fact]:
    """Yield every port of a Caddyfile, and where it sends on to."""
    told = list(caddy_sites(source))
    open_ = any(not one.whole or "{$" in "".join(one.addresses) for one in told)
    yield from (replace(one, filled=one.filled or open_) for one in written(source))
    text = source.text
    sites = spans_of(SITE, text)
    found = {mention.start: _heard(mention, sites) for mention in mentions(text)}
    found.update((mention.start, mention) for mention in _listened(text, sites))
    comments = spans_of(COMMENT, text)
    for start in sorted(found):
        context = Context.COMMENT if start in comments else None
        yield source.mentioned(found[start], 0, context=context)
    yield from caddy_upstreams(source)
    yield from told


def _heard(mention: Mention, sites: Spans) -> Mention:
    """Return an address as listened on where it is a site's own."""
    connects = mention.role is Role.CONNECT and mention.start in sites
    return replace(mention, role=Role.LISTEN) if connects else mention


def _listened(text: str, sites: Spans) -> Iterator[Mention]:
    for begin, end in sites.pairs:
        for match in PORT.finditer(text, begin, end):
            yield from _mention(match, match["host"])
    for match in SETTING.finditer(text):
        yield from _mention(match, "")


def _mention(match: re.Match[str], host: str) -> Iterator[Mention]:
    port = int(match["port"])
    if 0 < port <= HIGHEST:
        yield Mention(*match.span("port"), port, Role.LISTEN, host=host)

"""Ports in the lines of servers' configuration: `listen 80;`, `EXPOSE 80 443`, `bind :::80`."""

import re
from collections.abc import Iterator

from portlint.core.facts import Role
from portlint.core.grammar.mention import HIGHEST, Mention

LISTEN = re.compile(
    r"(?<![\w.-])[Ll]isten[ \t]+(?P<host>[\w.*-]+:|\[[0-9a-fA-F:.]*\]:)?"
    r"(?P<port>\d{2,5}|\$\{\w+:-(?P<default>\d{2,5})\})"
    r"(?=[ \t]*;|[ \t]+(?:ssl|default(?:_server)?|http2|quic|reuseport|udp|proxy_protocol|backlog|"
    r"deferred|so_keepalive|ipv6only|https?\b)|[ \t]*\\?\r?$)",
    re.MULTILINE,
)
EXPOSE = re.compile(
    r"^[ \t]*EXPOSE((?:[ \t]+\d{2,5}(?:-\d{2,5})?(?:/\w+)?)+)[ \t]*\r?$", re.MULTILINE
)
DIGITS = re.compile(r"\d{2,5}")


def directives(text: str) -> Iterator[Mention]:
    """Yield the ports of nginx's and Apache's `listen` and of a Dockerfile's EXPOSE in a text."""
    for match in LISTEN.finditer(text) if "isten" in text else ():
        start, end = match.span("default" if match["default"] else "port")
        port = int(text[start:end])
        if 0 < port <= HIGHEST:
            role = Role.DECLARE if match["default"] else Role.LISTEN
            yield Mention(start, end, port, role, (match["host"] or "").rstrip(":"), name="listen")
    for match in EXPOSE.finditer(text) if "EXPOSE" in text else ():
        for digits in DIGITS.finditer(text, *match.span(1)):
            port = int(digits[0])
            if 0 < port <= HIGHEST:
                yield Mention(*digits.span(), port, Role.CONTAINER, name="EXPOSE")

"""nginx: `listen 80;`, `server api:4010;`, `proxy_pass http://api:4010;`."""

import re
from collections.abc import Iterator

from portlint.core import Context, Fact, Role
from portlint.core.grammar import mentions
from portlint.core.grammar.mention import HIGHEST
from portlint.syntax import Source, language

LISTEN = re.compile(
    r"(?:^|[;{}])[ \t]*listen[ \t]+(?P<host>[\w.*-]+:|\[[0-9a-fA-F:]*\]:|unix:)?"
    r"(?P<port>\d{1,5}|\$\{\w+:-(?P<default>\d{2,5})\})(?=[\s;])",
    re.MULTILINE,
)
COMMENT = re.compile(r"(?:^|(?<=[\s;{}]))#[^\n]*", re.MULTILINE)


@language(
    "nginx",
    patterns=(
        "nginx.conf", "nginx*.conf", "*nginx*.conf*", "*.nginx", "*nginx*.template",
        "*/nginx/*.conf", "*/nginx/*.template", "*/conf.d/*.conf", "*/sites-enabled/*",
        "*/sites-available/*", "default.conf", "default.conf.template",
    ),
)  # fmt: skip
def nginx(source: Source) -> Iterator[Fact]:
    """Yield every port of an nginx configuration."""
    text = source.text
    comments = [match.span() for match in COMMENT.finditer(text)]
    seen: set[int] = set()
    for match in LISTEN.finditer(text):
        group = "default" if match["default"] else "port"
        start, end = match.span(group)
        if 0 < int(match[group]) <= HIGHEST and len(match[group]) > 1:
            seen.add(start)
            host = (match["host"] or "").rstrip(":")
            yield source.use(start, end, Role.LISTEN, host=host, name="listen")
    for mention in mentions(text):
        commented = any(a <= mention.start < b for a, b in comments)
        if mention.start not in seen:
            context = Context.COMMENT if commented else None
            yield source.mentioned(mention, 0, context=context)

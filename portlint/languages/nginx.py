"""nginx: `listen 80;`, `server api:4010;`, `proxy_pass http://api:4010;`."""

import re
from collections.abc import Iterator

from portlint.core import Context, Fact
from portlint.core.grammar import mentions
from portlint.core.grammar.directive import directives
from portlint.languages.dialects.httpd_upstreams import httpd_upstreams
from portlint.languages.dialects.nginx_upstreams import nginx_upstreams
from portlint.syntax import Source, language
from portlint.syntax.numbers import written
from portlint.syntax.spans import spans_of

COMMENT = re.compile(r"(?:^|(?<=[\s;{}]))#[^\n]*", re.MULTILINE)
SHAPE = re.compile(
    r"^[ \t]*(?:(?:server|upstream[ \t]+\S+|events|location[ \t][^\n{}]*)[ \t]*\{"
    r"|(?:listen|proxy_pass|fastcgi_pass|server_name|worker_processes)[ \t]+[^\n;{}]+;)",
    re.MULTILINE,
)


@language(
    "nginx",
    patterns=(
        "nginx.conf", "nginx*.conf", "*nginx*.conf*", "*.nginx", "*.nginx.conf", "*.vhost",
        "*nginx*.template", "*/nginx/*.conf", "*/nginx/*.template", "*/conf.d/*.conf",
        "*/sites-enabled/*", "*/sites-available/*", "default.conf", "default.conf.template",
    ),
)  # fmt: skip
def nginx(source: Source) -> Iterator[Fact]:
    """Yield every port of an nginx configuration, and where one of httpd sends on to."""
    yield from written(source)
    yield from nginx_facts(source)
    yield from httpd_upstreams(source)


def is_nginx(text: str) -> bool:
    """Tell whether a configuration of unknown origin has nginx's blocks or directives."""
    return SHAPE.search(text) is not None


def nginx_facts(source: Source) -> Iterator[Fact]:
    """Yield every port of a text in nginx's form, and where it sends on to."""
    text = source.text
    found = {mention.start: mention for mention in mentions(text)}
    found.update((mention.start, mention) for mention in directives(text))
    comments = spans_of(COMMENT, text)
    for start in sorted(found):
        context = Context.COMMENT if start in comments else None
        yield source.mentioned(found[start], 0, context=context)
    yield from nginx_upstreams(source)

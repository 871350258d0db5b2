"""Files that stand inside a Compose file: the `content` of its `configs`."""

from collections.abc import Iterator
from dataclasses import replace

from portlint.core import Fact
from portlint.languages.dialects.caddy_upstreams import caddy_upstreams
from portlint.languages.dialects.haproxy_upstreams import haproxy_upstreams
from portlint.languages.dialects.nginx_upstreams import nginx_upstreams
from portlint.languages.dialects.recognition import deployment
from portlint.syntax import Source
from portlint.syntax.documents import Mapping, Node, Scalar, declared
from portlint.syntax.documents.yaml import read

LARGEST = 100_000
"""Characters of a content that are read."""

MOST = 50
"""Configs of one file that are read."""


def embedded(source: Source, root: Node) -> Iterator[Fact]:
    """Yield what the texts in a Compose file's `configs` call.

    All else is blanked out, so that a place in the text is a place in the file.
    """
    configs = root.get("configs") if isinstance(root, Mapping) else None
    for pair in configs.pairs[:MOST] if isinstance(configs, Mapping) else ():
        content = pair.value.get("content") if isinstance(pair.value, Mapping) else None
        if isinstance(content, Scalar) and content.end - content.start < LARGEST:
            inside = alone(source, content)
            yield from nginx_upstreams(inside)
            yield from caddy_upstreams(inside)
            yield from haproxy_upstreams(inside)
            yield from _documents(inside)


def _documents(source: Source) -> Iterator[Fact]:
    documents = read(source)
    found = {
        number: name
        for number, inner in enumerate(documents.roots)
        if (name := deployment(inner, "")) and name != "compose"
    }
    if found and not documents.unread:
        yield from declared.documents(source, found)


def alone(source: Source, content: Scalar) -> Source:
    """Return a file that holds one text of another, at the same place; `$$` is Compose's `$`."""
    data = source.data
    before = b"\n" * data.count(b"\n", 0, content.start)
    inner = data[content.start : content.end]
    first = inner.split(b"\n", 1)[0].lstrip()
    if first[:1] in (b"|", b">"):
        inner = inner.replace(first, b" " * len(first), 1)
    lead = b" " * (content.start - len(before))
    return replace(source, data=lead + before + inner.replace(b"$$", b" $"))

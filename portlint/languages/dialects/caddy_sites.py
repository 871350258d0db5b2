"""Where a Caddyfile's sites are, by its site addresses and its global options.

https://caddyserver.com/docs/caddyfile/concepts
"""

import re
from collections.abc import Iterator

from portlint.core import Location, Sites
from portlint.languages.dialects.caddy_upstreams import COMMENT
from portlint.syntax import Source

ADDRESS = re.compile(r"(?:\{\$[^{}]*\}|[^\s,{}])+")
OPTION = re.compile(r"(?P<name>https?_port)\s+(?P<value>\S+)\Z")
ELSEWHERE = re.compile(r"(?:layer4|import|default_bind|\{\$\w)")
"""Global options that may have Caddy listen in a way that no address says."""


def caddy_sites(source: Source) -> Iterator[Sites]:
    """Yield the addresses of a Caddyfile's sites, where it has any."""
    heads, inner = _blocks(COMMENT.sub("", source.text))
    ports, whole = {"http_port": 80, "https_port": 443}, bool(heads)
    addresses: list[str] = []
    for head, lines in zip(heads, inner, strict=True):
        if head.startswith(("import ", "{$")) and lines is None:
            whole = False
        elif not head:
            for match in filter(None, map(OPTION.match, lines or ())):
                ports[match["name"]] = int(match["value"]) if match["value"].isdecimal() else 0
            whole = whole and not any(map(ELSEWHERE.match, lines or ()))
        elif not head.startswith(("(", "&(")):
            addresses += (one.strip("\"'`") for one in ADDRESS.findall(head))
        bound = any(one.startswith("bind ") for one in lines or ()) if head else False
        whole = whole and not bound
    if addresses:
        closed = whole and all(ports.values()) and "<<" not in source.text
        place = Location(source.path)
        yield Sites(place, tuple(addresses), ports["http_port"], ports["https_port"], closed)


def _blocks(text: str) -> tuple[list[str], list[list[str] | None]]:
    """Return what stands before each block at the top, and the lines within it.

    A head without a block has None, and is all of a file's sites where it comes first.
    """
    heads, inner, depth, head = list[str](), list[list[str] | None](), 0, ""
    for line in map(str.strip, text.splitlines()):
        opens = line == "{" or line.endswith((" {", "\t{"))
        if depth:
            depth += opens - (line == "}")
            if depth and (lines := inner[-1]) is not None:
                lines.append(line)
        elif opens:
            heads.append(f"{head} {line[:-1]}".strip())
            inner.append([])
            head, depth = "", 1
        elif line.endswith(","):
            head = f"{head} {line}"
        elif line:
            sole = not any(one and one[0] not in "(&" for one in heads)
            heads.append(f"{head} {line}".strip() if sole else "import ")
            inner.append(None)
            head = ""
            if sole and not line.startswith(("import ", "{$")):
                inner[-1:] = [[]]
                break
    return (heads, inner) if not depth else ([], [])

"""Where nginx sends on to: `proxy_pass`, servers of an `upstream`, variables of `set` and `map`.

https://nginx.org/en/docs/http/ngx_http_proxy_module.html, and its sisters for other protocols.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from portlint.core import Fact, OwnName, Upstream
from portlint.syntax import Source
from portlint.syntax.source import readable

COMMENT = re.compile(r"(?:^|(?<=[\s;{}]))#[^\n]*", re.MULTILINE)
PASS = re.compile(
    r"(?<![\w$-])(?P<name>(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass)\s+"
    r"[\"']?(?P<address>[^\s;\"'{}]*(?:\$\{\w+\}[^\s;\"'{}]*)*)[\"']?\s*;"
)
GROUP = re.compile(
    r"(?<![\w$-])upstream\s+[\"']?(?P<name>[^\s;{}\"']+)[\"']?\s*\{(?P<body>[^{}]*(?:\$\{\w+\}[^{}]*)*)\}"
)
SERVER = re.compile(
    r"(?:^|(?<=[\s;{]))server\s+[\"']?(?P<address>[^\s;\"']+)[\"']?(?P<rest>[^;]{0,300});"
)
SET = re.compile(r"(?<![\w$-])set\s+\$(?P<name>\w+)\s+[\"']?(?P<value>[^\s;\"']+)[\"']?\s*;")
MAP = re.compile(r"(?<![\w$-])map\s+\S+\s+\$(?P<name>\w+)\s*\{(?P<body>[^{}]*)\}")
ENTRY = re.compile(r"(?:^|(?<=[\n;{]))[ \t]*\S+[ \t]+[\"']?(?P<value>[^\s;\"']+)[\"']?\s*;")
USED = re.compile(r"\$(?:\{(?P<braced>\w+)\}|(?P<bare>\w+))")
SCHEME = re.compile(r"(?P<scheme>[a-z]+)://")
PORTS = {"https": 443, "grpcs": 443}
VALUES = 20
"""Values of one variable that are followed."""


@dataclass(frozen=True, slots=True)
class _Value:
    """What a variable may hold, and where that is written."""

    text: str
    start: int
    end: int


def nginx_upstreams(source: Source) -> Iterator[Fact]:
    """Yield the addresses that a configuration sends on to, and the names that it makes up."""
    text = COMMENT.sub(lambda match: " " * len(match[0]), source.text)
    for group in GROUP.finditer(text):
        yield OwnName(source.place(*group.span("name")), "nginx", readable(group["name"]))
        for one in SERVER.finditer(text, *group.span("body")):
            if "down" not in one["rest"].split():
                value = _Value(one["address"], *one.span("address"))
                yield from _upstream(source, "server", value)
    values = _values(text)
    for match in PASS.finditer(text):
        own = _Value(match["address"], *match.span("address"))
        for value, literal in _filled(own, values):
            yield from _upstream(source, match["name"], value, literal=literal)


def _upstream(
    source: Source, name: str, value: _Value, *, literal: bool = True
) -> Iterator[Upstream]:
    address = value.text
    if not address or address.startswith(("unix:", "http://unix:", "https://unix:")):
        return
    scheme = SCHEME.match(address)
    port = PORTS.get(scheme["scheme"], 80) if scheme else 80
    yield Upstream(
        source.place(value.start, value.end), "nginx", name, readable(address), port, literal
    )


def _values(text: str) -> dict[str, list[_Value]]:
    """Return what `set` and `map` say that each variable may hold."""
    found: dict[str, list[_Value]] = defaultdict(list)
    for match in SET.finditer(text):
        found[match["name"]].append(_Value(match["value"], *match.span("value")))
    for block in MAP.finditer(text):
        for entry in ENTRY.finditer(text, *block.span("body")):
            found[block["name"]].append(_Value(entry["value"], *entry.span("value")))
    return found


def _filled(own: _Value, values: dict[str, list[_Value]]) -> Iterator[tuple[_Value, bool]]:
    """Yield an address with each value of its first variable; places are of what names the host.

    A second variable stands as it is, and may be one of the environment's.
    """
    used = USED.search(own.text)
    name = (used["braced"] or used["bare"]) if used else ""
    if used is None or name not in values:
        yield own, True
        return
    for value in values[name][:VALUES]:
        before, after = own.text[: used.start()], own.text[used.end() :]
        whole = f"{before}{value.text}{after}"
        if not before:
            yield _Value(value.text, value.start, value.end), True
        elif SCHEME.fullmatch(before) and not after.startswith(":"):
            yield _Value(whole, value.start, value.end), False
        else:
            yield _Value(whole, own.start, own.end), False

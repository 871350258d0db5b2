"""Java properties, INI, systemd units, and `name value` files such as redis.conf."""

import re
from collections.abc import Iterator
from dataclasses import replace

from portlint.core import Context, Fact, Role
from portlint.core.grammar import Mention, mentions
from portlint.core.grammar.directive import directives
from portlint.core.grammar.mention import HIGHEST
from portlint.core.shell import ports as shell_ports
from portlint.languages.dialects.haproxy_upstreams import haproxy_upstreams
from portlint.languages.dialects.httpd_upstreams import httpd_upstreams
from portlint.languages.nginx import is_nginx, nginx_facts
from portlint.syntax import Source, language
from portlint.syntax.documents import Scalar
from portlint.syntax.numbers import written
from portlint.syntax.settings import Reading, Trail, read_scalar
from portlint.syntax.spans import Spans, spans_of

LINE = re.compile(
    r"^[ \t]*(?:[-*][ \t]+)?\"?(?P<key>[A-Za-z_][\w.\[\]/-]*)\"?(?:[ \t]*(?:=>|[=:])[ \t]*|[ \t]+)"
    r"(?P<value>[^\r\n]*)|^[^\n]*\d\d[^\n]*",
    re.MULTILINE,
)
COMMENT = re.compile(r"^[ \t]*[#;!][^\n]*|(?<=[ \t])[#;][^\n]*", re.MULTILINE)
COMMANDS = frozenset(
    "execstart execstartpre execstartpost execstop execreload command commands environment "
    "environmentfile exec cmd healthcheck program onstart".split()
)
"""Keys of systemd, supervisord and the like whose values are command lines."""

REACHED = re.compile(
    r"^[ \t]*(?:sentinel[ \t]+monitor[ \t]+\S+|replicaof|slaveof|masterhost)[ \t]+\S+[ \t]+"
    r"(?P<port>\d{2,5})\b",
    re.MULTILINE | re.IGNORECASE,
)
LISTENED = re.compile(
    r"^[ \t]*(?:[Ll]isten(?:Stream|Datagram|SequentialPacket)?|listener|http_port|https_port|"
    r"[\w.]*listeners?(?:\.(?:tcp|ssl|http|https|ws))*(?:\.\w+)?)[ \t]*[= \t][ \t]*"
    r"(?:[\w.*\[\]:-]*:)?(?P<port>\d{2,5})(?=[\s/]|:[a-z]|\Z)",
    re.MULTILINE,
)
QUORUM = re.compile(r"=[\w.${}-]+:(\d{4,5}):(\d{4,5})(?=[\s;:]|\Z)")
"""ZooKeeper's `server.1=host:2888:3888`."""

TEMPLATES = ("j2", "tmpl", "tpl", "template", "example", "sample", "dist", "default", "in", "erb")


@language(
    "properties",
    patterns=(
        "*.properties", "*.ini", "*.cfg", "*.conf", "*.cnf", "*.service", "*.socket", "*.config",
        *(f"*.{kind}.{end}" for kind in ("conf", "ini", "cfg", "properties", "service", "cnf")
          for end in TEMPLATES),
        ".npmrc", "sshd_config", "ssh_config", "*.container", "*.kube.conf",
        "*.alloy", "*.river",
    ),
)  # fmt: skip
def properties(source: Source) -> Iterator[Fact]:
    """Yield every port of a properties or INI file, and where HAProxy or httpd sends on to."""
    yield from written(source)
    if is_nginx(source.text):
        yield from nginx_facts(replace(source, format="nginx"))
        return
    comments = spans_of(COMMENT, source.text)
    reading = Reading(source, source.format)
    seen: set[int] = set()
    for fact in (*_directed(source, comments), *_values(reading, comments)):
        if fact.location.start not in seen:
            seen.add(fact.location.start)
            yield fact
    for start, end in comments.pairs:
        for mention in mentions(source.text[start:end]):
            yield source.mentioned(mention, start, context=Context.COMMENT)
    yield from haproxy_upstreams(source)
    yield from httpd_upstreams(source)


def _values(reading: Reading, comments: Spans) -> Iterator[Fact]:
    """Read `key = value`, the value as a command line where the key says so."""
    source = reading.source
    for line in LINE.finditer(source.text):
        if line.start() in comments:
            continue
        if line["key"] is None:
            yield from (source.mentioned(mention, line.start()) for mention in mentions(line[0]))
            continue
        start, key = line.start("value"), line["key"]
        value = _uncommented(line["value"], start, comments)
        if key.lower() in COMMANDS:
            for mention in shell_ports(value):
                yield source.mentioned(mention, start)
        else:
            yield from read_scalar(reading, _scalar(value, start), Trail((key,)))


def _uncommented(value: str, start: int, comments: Spans) -> str:
    for match in re.finditer(r"[ \t][#;]", value):
        if start + match.end() - 1 in comments:
            return value[: match.start()]
    return value


def _scalar(written: str, start: int) -> Scalar:
    value = written.rstrip().rstrip(",;")
    quoted = len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]
    if quoted:
        value, start = value[1:-1], start + 1
    return Scalar(start, start + len(value), value, quoted=quoted)


def _directed(source: Source, comments: Spans) -> Iterator[Fact]:
    """Read the forms that servers have of their own."""
    for mention in (*_mentions(source.text), *directives(source.text)):
        if mention.start not in comments:
            yield source.mentioned(mention, 0)


def _mentions(text: str) -> Iterator[Mention]:
    for pattern, role in ((REACHED, Role.CONNECT), (LISTENED, Role.LISTEN)):
        for match in pattern.finditer(text):
            yield from _mention(match, "port", role)
    for match in QUORUM.finditer(text):
        yield from _mention(match, 1, Role.CONNECT)
        yield from _mention(match, 2, Role.CONNECT)


def _mention(match: re.Match[str], group: str | int, role: Role) -> Iterator[Mention]:
    port = int(match[group])
    if 0 < port <= HIGHEST:
        yield Mention(*match.span(group), port, role)

"""Read a document: each value in a port's range, by its keys, and every text by the grammar."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from portlint.core import Context, Fact, PortUse, Role
from portlint.core.grammar import Mention, mapping, mentions
from portlint.core.grammar.directive import directives
from portlint.core.grammar.mention import HIGHEST
from portlint.core.grammar.value import number
from portlint.core.names import carries_port
from portlint.core.shell import argv_ports
from portlint.core.shell import ports as shell_ports
from portlint.syntax.documents import Mapping, Node, Scalar, Sequence
from portlint.syntax.settings.keys import Trail, role_of
from portlint.syntax.source import Source

VALUES = re.compile(
    r"\s*(?:[\w.*\[\]:]+:)??(?:\d{2,5}|\$\{[^}]*\})(?:\s*[,;:\s-]\s*(?:\d{2,5}|\$\{[^}]*\}))+(?:/\w+)?\s*"
)
"""Several numbers and nothing else: a list, a range or a mapping."""

DIGIT = re.compile(r"\d")
DIGITS = re.compile(r"\d{2,5}")
ENTRY = re.compile(r"\s*([A-Za-z_][\w.\-/\[\]]*)=")
SCRIPTED = frozenset(("CMD-SHELL", "sh", "bash", "/bin/sh", "/bin/bash"))
"""What a command line starts with whose other words are scripts."""

HOSTS = frozenset("host hostname address server_name bind".split())
LISTS_OF_PAIRS = frozenset(
    "environment env labels args build_args env_vars envs annotations".split()
)


Judge = Callable[[Trail, Role], Role]


def as_written(trail: Trail, role: Role) -> Role:
    """Leave a role as the keys alone have it."""
    del trail
    return role


@dataclass(frozen=True, slots=True)
class Reading:
    """A source, with the dialect and the service that what is read belongs to.

    `judge` is the dialect's word on what a number under some keys does.
    """

    source: Source
    format: str
    service: str = ""
    judge: Judge = as_written

    def use(self, start: int, end: int, role: Role, trail: Trail, **more: str) -> PortUse:
        """Return a port under its keys."""
        return self.source.use(
            start,
            end,
            self.judge(trail, role),
            name=trail.name,
            service=self.service,
            format=self.format,
            **more,  # type: ignore[arg-type]
        )

    def mentioned(self, mention: Mention, base: int, trail: Trail) -> PortUse:
        """Return a port that a text mentions."""
        return self.source.mentioned(
            mention, base, name=trail.name, service=self.service, format=self.format
        )


def read_node(reading: Reading, node: Node | None, trail: Trail) -> Iterator[Fact]:
    """Yield every port of a tree."""
    if isinstance(node, Scalar):
        yield from read_scalar(reading, node, trail)
    elif isinstance(node, Sequence):
        yield from _sequence(reading, node, trail)
    elif isinstance(node, Mapping):
        yield from _mapping(reading, node, trail)


def _mapping(reading: Reading, node: Mapping, trail: Trail) -> Iterator[Fact]:
    beside = node.text("name") or node.text("key") or node.text("Name")
    with_host = not HOSTS.isdisjoint(pair.key.text.lower() for pair in node.pairs)
    for pair in node.pairs:
        key = pair.key
        if DIGIT.search(key.text):
            yield from _key(reading, key, trail)
        below = trail.under(key.text, beside=beside, with_host=with_host)
        yield from read_node(reading, pair.value, below)


def _key(reading: Reading, key: Scalar, trail: Trail) -> Iterator[Fact]:
    """Read a key that is a port itself: `"3000": {label: web}`, `"0.0.0.0:8080": {…}`."""
    whole = number(key.text)
    if whole and carries_port(trail.keys[-1] if trail.keys else ""):
        yield reading.use(key.start + whole[0], key.start + whole[1], Role.DECLARE, trail)
    elif ":" in key.text or "/" in key.text:
        for mention in mentions(key.text):
            role = Role.LISTEN if trail.key in ("listeners", "servers") else mention.role
            yield reading.mentioned(replace(mention, role=role), key.start, trail)


def _sequence(reading: Reading, node: Sequence, trail: Trail) -> Iterator[Fact]:
    if trail.is_shell and all(isinstance(item, Scalar) for item in node.items):
        items = [item for item in node.items if isinstance(item, Scalar)]
        single = [
            (item.text, item.start) for item in items if not item.block and "\n" not in item.text
        ]
        if len(single) == len(items) and not any(" " in text.strip() for text, _ in single[:1]):
            for mention in argv_ports(single):
                yield reading.mentioned(mention, 0, trail)
            if single and single[0][0] in SCRIPTED:
                yield from _scripts(reading, single[1:], trail)
            return
    for item in node.items:
        if isinstance(item, Scalar) and trail.key in LISTS_OF_PAIRS:
            yield from _entry(reading, item, trail)
        else:
            yield from read_node(reading, item, trail)


def _scripts(reading: Reading, words: Iterable[tuple[str, int]], trail: Trail) -> Iterator[Fact]:
    """Read the words after CMD-SHELL, each a script of its own."""
    for text, start in words:
        known = {mention.start for mention in mentions(text)}
        for mention in shell_ports(text):
            if mention.start not in known:
                yield reading.mentioned(mention, start, trail)


def _entry(reading: Reading, item: Scalar, trail: Trail) -> Iterator[Fact]:
    """Read `KEY=value` of an environment or a list of labels."""
    match = ENTRY.match(item.text)
    if match is None:
        yield from read_scalar(reading, item, trail)
        return
    value = Scalar(item.start + match.end(), item.end, item.text[match.end() :], item.quoted)
    yield from read_scalar(reading, value, trail.under(match[1]))


def read_scalar(reading: Reading, scalar: Scalar, trail: Trail) -> Iterator[Fact]:
    """Yield the ports of one value."""
    text = scalar.text
    if not DIGIT.search(text):
        return
    whole = number(text.strip("\"'"))
    if whole:
        base = scalar.start + len(text) - len(text.lstrip("\"'"))
        role = role_of(trail, whole[2])
        if role and len(str(whole[2])) > 1:
            yield reading.use(base + whole[0], base + whole[1], role, trail)
    elif trail.is_shell:
        for mention in shell_ports(text):
            yield reading.mentioned(mention, scalar.start, trail)
    elif VALUES.fullmatch(text) and _takes_ports(trail):
        yield from _values(reading, scalar, trail)
    else:
        yield from _text(reading, scalar, trail)


def _takes_ports(trail: Trail) -> bool:
    own = [key for key in trail.keys if not key.isdecimal()]
    return bool(own) and (
        carries_port(own[-1]) or carries_port(trail.beside) or trail.key == "expose"
    )


def _values(reading: Reading, scalar: Scalar, trail: Trail) -> Iterator[Fact]:
    pair = mapping(scalar.text.strip())
    lead = len(scalar.text) - len(scalar.text.lstrip())
    if pair and pair.host:
        for side, role in ((pair.host, Role.PUBLISH), (pair.target, Role.CONTAINER)):
            for start, end, port in side.ports:
                if 0 < port <= HIGHEST:
                    base = scalar.start + lead
                    yield reading.use(
                        base + start, base + end, role, trail,
                        default_of=side.variable, transport=pair.transport,
                    )  # fmt: skip
        return
    for digits in DIGITS.finditer(scalar.text):
        if 0 < int(digits[0]) <= HIGHEST:
            start, end = scalar.start + digits.start(), scalar.start + digits.end()
            role = role_of(trail, int(digits[0])) or Role.DECLARE
            yield reading.use(start, end, role, trail)


def _text(reading: Reading, scalar: Scalar, trail: Trail) -> Iterator[Fact]:
    found: Iterable[Mention] = mentions(scalar.text)
    if scalar.block:
        listed = {one.start: one for one in (*mentions(scalar.text), *directives(scalar.text))}
        found = [listed[start] for start in sorted(listed)]
    if trail.is_image:
        found = [one for one in found if scalar.text[one.end : one.end + 1] == "/"]
    for mention in found:
        yield reading.mentioned(mention, scalar.start, trail)


def comment_uses(
    source: Source,
    pattern: re.Pattern[str],
    held: Iterable[Scalar],
    format: str,  # noqa: A002
) -> Iterator[Fact]:
    """Yield the ports of comments: what `pattern` matches outside every scalar."""
    found = [
        (match.start(), mention)
        for match in pattern.finditer(source.text)
        for mention in mentions(match[0])
    ]
    spans = sorted((scalar.start, scalar.end) for scalar in held) if found else []
    starts = [start for start, _ in spans]
    for at, mention in found:
        index = bisect_right(starts, at) - 1
        if index < 0 or at >= spans[index][1]:
            yield source.mentioned(mention, at, context=Context.COMMENT, format=format)

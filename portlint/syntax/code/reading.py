"""Read a file of program code: each number in a port's range, where it stands."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

import tree_sitter

from portlint.core import Context, Fact, PortUse, Role, Unread
from portlint.core.grammar import mapping, mentions
from portlint.core.grammar.mention import HIGHEST
from portlint.core.names import carries_port
from portlint.syntax.code.climb import slot_of
from portlint.syntax.code.origin import Origin, origin
from portlint.syntax.code.shape import Shape, Text, text_of
from portlint.syntax.code.words import quoted
from portlint.syntax.numbers import numbers
from portlint.syntax.plain import as_text
from portlint.syntax.source import Source, readable
from portlint.syntax.tree import ParseError, chains, parse

NUMBER = re.compile(r"(?<![\w.#$%])\d{2,5}(?![\w%])(?!\.\d)")
VALUES = re.compile(r"\s*(?:[\d.]+:)?\d{2,5}(?:\s*[,;:\s-]\s*\d{2,5})+(?:/\w+)?\s*")
"""Several numbers and nothing else: a list, a range or a mapping."""
DIGITS = re.compile(r"\d{2,5}")
HINT = re.compile(
    r"[Pp]ort(?<!\bimport)(?<!\bexport)(?<!support)(?<!Support)(?<!\breport)(?<!viewport)|PORT|"
    r":(?://|\d\d)|[Ll]isten|[Hh]ost|HOST|[Cc]onnect|\bbind\(|[Ss]erver\(|\.\d+\.\d"
)
"""What stands near a port; a file without it is not parsed."""

BRANCHES = frozenset(("if_statement", "ternary_expression"))
CONDITION = 120
"""Bytes of a condition that are kept."""

BEFORE, BEHIND = 4000, 300
"""Characters. A table of forty ports is named once, at its top."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A source with its grammar's shape."""

    source: Source
    shape: Shape


def code_facts(source: Source, shape: Shape) -> Iterator[Fact]:
    """Yield every port of a file of code."""
    text = source.text
    offsets = list(_candidates(text))
    if not offsets:
        return
    yield from numbers(source)
    try:
        root = parse(source.data, shape.grammar)
    except ParseError as error:
        yield from as_text(source, error)
        return
    yield from _read(Reader(source, shape), root, offsets)


def _candidates(text: str) -> Iterator[int]:
    """Yield where each number starts that has a hint of a port before it, or just behind."""
    numbers = list(NUMBER.finditer(text))
    hints = [match.start() for match in HINT.finditer(text)] if numbers else []
    for match in numbers if hints else ():
        index = bisect_right(hints, match.end() + BEHIND)
        if index and hints[index - 1] > match.start() - BEFORE:
            yield match.start()


def _read(reader: Reader, root: tree_sitter.Node, offsets: list[int]) -> Iterator[Fact]:
    seen: set[int] = set()
    broken = False
    for offset, chain in chains(root, offsets):
        holder = _text_holder(chain, reader.shape)
        if holder is None:
            yield from _number(reader, chain, offset)
            broken = broken or _in_error(chain)
        elif chain[holder].start_byte not in seen:
            seen.add(chain[holder].start_byte)
            yield from _text(reader, chain[: holder + 1])
    if broken:
        yield Unread(
            reader.source.place(0, 0), "could not be parsed whole; ports there may be missed"
        )


def _in_error(chain: list[tree_sitter.Node]) -> bool:
    return any(node.type == "ERROR" for node in chain)


def _text_holder(chain: list[tree_sitter.Node], shape: Shape) -> int | None:
    """Return the index of the text that holds the end of the chain, None where it is code."""
    for index in range(len(chain) - 1, -1, -1):
        text = shape.texts.get(chain[index].type)
        if text is Text.CODE:
            return None
        if text is not None:
            return index
    return None


def _number(reader: Reader, chain: list[tree_sitter.Node], offset: int) -> Iterator[PortUse]:
    leaf = chain[-1]
    if leaf.type not in reader.shape.numbers or leaf.start_byte != offset:
        return
    port = int(reader.source.text[leaf.start_byte : leaf.end_byte])
    yield from _slotted(reader, chain, leaf.start_byte, leaf.end_byte, port)


def _slotted(
    reader: Reader, chain: list[tree_sitter.Node], start: int, end: int, port: int
) -> Iterator[PortUse]:
    slot = slot_of(chain, reader.shape, port) if 0 < port <= HIGHEST else None
    if slot:
        yield reader.source.use(
            start,
            end,
            slot.role,
            host=slot.host,
            name=slot.name,
            default_of=slot.default_of,
            confidence=slot.confidence,
        )


def _text(reader: Reader, chain: list[tree_sitter.Node]) -> Iterator[PortUse]:
    node, source, shape = chain[-1], reader.source, reader.shape
    start, end = _content(node, shape)
    content = source.text[start:end]
    if shape.texts[node.type] is Text.COMMENT or _is_docstring(chain, shape):
        yield from (source.mentioned(m, start, context=Context.COMMENT) for m in mentions(content))
    elif content.strip().isdecimal() and len(content) <= len("65535") + 2:
        first = start + len(content) - len(content.lstrip())
        yield from _slotted(reader, chain, first, first + len(content.strip()), int(content))
    else:
        yield from _mentioned(reader, chain, content, start)


def _mentioned(
    reader: Reader, chain: list[tree_sitter.Node], content: str, start: int
) -> Iterator[PortUse]:
    found = list(mentions(content))
    if not found and not VALUES.fullmatch(content):
        return
    carrier = origin(chain, reader.shape)
    if not found:
        yield from _values(reader, chain, carrier, content, start)
    if carrier.name.lower() in ("image", "classname", "class"):
        return
    for mention in found:
        use = reader.source.mentioned(
            mention, start, name=carrier.name, role=carrier.role(mention.role)
        )
        yield carrier.defaulted(replace(use, when=_condition(chain)))


def _condition(chain: list[tree_sitter.Node]) -> str:
    """Return the condition of the nearest branch, empty where code is run in any case."""
    for node in reversed(chain):
        asked = node.child_by_field_name("condition") if node.type in BRANCHES else None
        if asked is not None:
            return readable(text_of(asked, CONDITION))
    return ""


def _values(
    reader: Reader, chain: list[tree_sitter.Node], carrier: Origin, content: str, start: int
) -> Iterator[PortUse]:
    """`ports = "3000,3001"`, `ports: ["8080:80"]`, `["-p", "8080:80"]`."""
    flagged = quoted(chain[-1].prev_named_sibling) in ("-p", "--publish", "--expose")
    if not flagged and not carries_port(carrier.name):
        return
    pair = mapping(content)
    sides = (
        [(pair.host, Role.PUBLISH), (pair.target, Role.CONTAINER)] if pair and pair.host else []
    )
    ports = [(*port, role) for side, role in sides if side for port in side.ports] or [
        (*digits.span(), int(digits[0]), Role.DECLARE) for digits in DIGITS.finditer(content)
    ]
    for begin, end, port, role in ports:
        if 0 < port <= HIGHEST:
            yield reader.source.use(start + begin, start + end, role, name=carrier.name)


def _content(node: tree_sitter.Node, shape: Shape) -> tuple[int, int]:
    """Return where a string's content begins and ends; all of any other text."""
    if shape.texts[node.type] is Text.STRING and node.child_count > 1:
        first, last = node.child(0), node.child(node.child_count - 1)
        if first is not None and last is not None:
            return first.end_byte, last.start_byte
    return node.start_byte, node.end_byte


def _is_docstring(chain: list[tree_sitter.Node], shape: Shape) -> bool:
    return (
        len(chain) > 1
        and chain[-2].type == shape.statement
        and shape.texts[chain[-1].type] is Text.STRING
        and chain[-2].named_child_count == 1
    )

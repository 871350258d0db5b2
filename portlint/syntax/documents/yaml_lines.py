"""YAML line by line, for templates and broken files: keys, items and indentation, no more."""

import re
from dataclasses import dataclass, field

from portlint.syntax.documents.nodes import Mapping, Node, Pair, Scalar, Sequence
from portlint.syntax.source import Source

DASH = re.compile(r"-(?:[ \t]+|$)")
KEY = re.compile(
    r"(\"[^\"\n]*\"|'[^'\n]*'|[^\s#:{}\[\],&*!|>'\"%@`-][^\n:#{}]*?|-[\w-]+)"
    r"[ \t]*:(?=[ \t]|$)[ \t]*"
)
CONTROL = re.compile(r"\{\{-?\s*/?\*?|\{%")
COMMENT = re.compile(r"(?:^|[ \t])#.*$")
DEEPEST = 60


@dataclass
class Level:
    """A mapping or a sequence while it is read, and the column at which it stands."""

    column: int
    start: int
    pairs: list[tuple[Scalar, "Level | Scalar | None"]] = field(default_factory=list)
    children: list["Level | Scalar"] = field(default_factory=list)
    listed: bool = False


def read(source: Source) -> tuple[Node, ...]:
    """Return what the lines of a file say."""
    roots: list[Level] = []
    stack: list[Level] = []
    text = source.text
    skip_until = -1
    for number, start in enumerate(source.starts):
        end = source.starts[number + 1] - 1 if number + 1 < len(source.starts) else len(text)
        line = text[start:end].rstrip("\r\n")
        body = line.lstrip(" ")
        column = len(line) - len(body)
        if start < skip_until or not body.strip() or body.startswith("#") or CONTROL.match(body):
            continue
        if body.startswith(("---", "...")):
            stack = []
            continue
        if not stack:
            roots.append(Level(-1, start))
            stack = [roots[-1]]
        skip_until = _line(source, stack, start + column, column, body)
    return tuple(_frozen(root.children[0]) for root in roots if root.children)


def _line(source: Source, stack: list[Level], at: int, column: int, body: str) -> int:
    """Read one line into the levels; return the byte up to which a block scalar reaches."""
    while dash := DASH.match(body):
        level = _level(stack, column, at, listed=True)
        body, at, column = body[dash.end() :], at + dash.end(), column + dash.end()
        if level and body and not (KEY.match(body) or DASH.match(body)):
            level.children.append(_value(source, at, body))
            return -1
    match = KEY.match(body)
    level = _level(stack, column, at, listed=False) if match else None
    if match is None or level is None:
        return -1
    return _pair(source, level, match, at, column)


def _pair(source: Source, level: Level, match: re.Match[str], at: int, column: int) -> int:
    key = _unquoted(at, match[1])
    rest = COMMENT.sub("", match.string[match.end() :]).rstrip()
    if rest[:1] in ("|", ">"):
        block = _block(source, at + match.end(), column)
        level.pairs.append((key, block))
        return block.end
    written = rest and not rest.startswith(("&", "*", "!"))
    level.pairs.append((key, _value(source, at + match.end(), rest) if written else None))
    return -1


def _level(stack: list[Level], column: int, at: int, *, listed: bool) -> Level | None:
    """Return the collection at a column, made and hung into its parent where it is new."""
    while len(stack) > 1 and (
        stack[-1].column > column
        or (stack[-1].column == column and stack[-1].listed and not listed)
    ):
        stack.pop()
    top = stack[-1]
    if top.column == column and top.listed == listed:
        return top
    if len(stack) > DEEPEST:
        return None
    new = Level(column, at, listed=listed)
    if top.listed or top.column < 0:
        top.children.append(new)
    elif top.pairs:
        top.pairs[-1] = (top.pairs[-1][0], new)
    stack.append(new)
    return new


def _value(source: Source, at: int, body: str) -> Scalar:
    body = COMMENT.sub("", body).rstrip() if body[:1] not in "\"'" else body.rstrip()
    if body[:1] in ("'", '"') and (close := body.find(body[0], 1)) > 0:
        return Scalar(at + 1, at + close, source.text[at + 1 : at + close], quoted=True)
    return Scalar(at, at + len(body), body)


def _unquoted(at: int, written: str) -> Scalar:
    if written[:1] in ("'", '"'):
        return Scalar(at + 1, at + len(written) - 1, written[1:-1], quoted=True)
    return Scalar(at, at + len(written), written)


def _block(source: Source, at: int, column: int) -> Scalar:
    """Return the lines below a block's header that are indented further than its key."""
    start = end = source.text.find("\n", at) + 1 or len(source.text)
    for match in re.compile(r"[^\n]*(?:\n|\Z)").finditer(source.text, start):
        body = match[0].lstrip(" ")
        if body.strip() and len(match[0]) - len(body) <= column:
            break
        end = match.end()
        if end >= len(source.text):
            break
    return Scalar(start, end, source.text[start:end], block=True)


def _frozen(level: Level | Scalar) -> Node:
    if isinstance(level, Scalar):
        return level
    if level.listed:
        return Sequence(level.start, level.start, tuple(map(_frozen, level.children)))
    pairs = (Pair(key, None if value is None else _frozen(value)) for key, value in level.pairs)
    return Mapping(level.start, level.start, tuple(pairs))

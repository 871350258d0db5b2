"""TOML: tables, arrays of tables and dotted keys, as nested mappings."""

import tree_sitter
import tree_sitter_toml

from portlint.syntax.documents.nodes import Mapping, Node, Pair, Scalar, Sequence
from portlint.syntax.documents.yaml import flow_depth
from portlint.syntax.source import Source
from portlint.syntax.tree import ParseError, parse

DEEPEST = 150


def read(source: Source) -> Mapping:
    """Return the document; raise ParseError where it nests too deep or does not end."""
    if flow_depth(source.data) > DEEPEST:
        message = f"nests deeper than {DEEPEST} levels"
        raise ParseError(message)
    root = parse(source.data, tree_sitter_toml.language)
    return Mapping(root.start_byte, root.end_byte, _pairs(root, source))


def _pairs(node: tree_sitter.Node, source: Source) -> tuple[Pair, ...]:
    pairs: list[Pair] = []
    for child in node.named_children:
        if child.type == "pair" and child.named_child_count > 1:
            key, value = [one for one in child.named_children if one.type != "comment"][:2]
            pairs.append(_nested(key, _node(value, source), source))
        elif child.type in ("table", "table_array_element") and child.named_children:
            inner = Mapping(child.start_byte, child.end_byte, _pairs(child, source))
            pairs.append(_nested(child.named_children[0], inner, source))
    return tuple(pairs)


def _nested(key: tree_sitter.Node, value: Node | None, source: Source) -> Pair:
    """Return `a.b.c = value` as three mappings, one in another."""
    parts = _parts(key, source)
    for part in reversed(parts[1:]):
        value = Mapping(part.start, part.end, (Pair(part, value),))
    return Pair(parts[0], value)


def _parts(key: tree_sitter.Node, source: Source) -> list[Scalar]:
    if key.type == "dotted_key" and key.named_children:
        return [part for child in key.named_children for part in _parts(child, source)]
    quoted = key.type == "quoted_key"
    start, end = key.start_byte + quoted, key.end_byte - quoted
    return [Scalar(start, end, source.text[start:end], quoted=quoted)]


def _node(node: tree_sitter.Node, source: Source) -> Node | None:
    start, end = node.start_byte, node.end_byte
    if node.type == "inline_table":
        return Mapping(start, end, _pairs(node, source))
    if node.type == "array":
        items = (_node(child, source) for child in node.named_children if child.type != "comment")
        return Sequence(start, end, tuple(item for item in items if item is not None))
    text = source.text[start:end]
    if node.type == "string":
        quotes = 3 if text.startswith(('"""', "'''")) else 1
        inner = text[quotes:-quotes]
        return Scalar(start + quotes, end - quotes, inner, quoted=True, block=quotes > 1)
    return Scalar(start, end, text)

"""YAML through tree-sitter."""

import tree_sitter
import tree_sitter_yaml

from portlint.syntax.documents.nodes import Mapping, Node, Pair, Scalar, Sequence
from portlint.syntax.source import Source
from portlint.syntax.tree import ParseError, parse

WRAPPERS = frozenset(("block_node", "flow_node", "document", "plain_scalar"))
ASIDE = frozenset(("comment", "anchor", "tag"))
QUOTED = frozenset(("double_quote_scalar", "single_quote_scalar"))


def read(source: Source) -> tuple[Node, ...]:
    """Return the documents; raise ParseError where the file is no YAML."""
    root = parse(source.data, tree_sitter_yaml.language)
    if root.has_error:
        message = "is no YAML"
        raise ParseError(message)
    documents = (child for child in root.named_children if child.type == "document")
    found = (_node(document, source) for document in documents)
    return tuple(node for node in found if node is not None)


def _node(node: tree_sitter.Node | None, source: Source) -> Node | None:
    while node is not None and node.type in WRAPPERS:
        inner = [child for child in node.named_children if child.type not in ASIDE]
        node = inner[-1] if inner else None
    if node is None or node.type == "alias":
        return None
    if node.type in ("block_mapping", "flow_mapping"):
        return Mapping(node.start_byte, node.end_byte, _pairs(node, source))
    if node.type in ("block_sequence", "flow_sequence"):
        return Sequence(node.start_byte, node.end_byte, _items(node, source))
    return scalar(node, source)


def _pairs(node: tree_sitter.Node, source: Source) -> tuple[Pair, ...]:
    pairs = []
    for child in node.named_children:
        if child.type in ("block_mapping_pair", "flow_pair"):
            key = _node(child.child_by_field_name("key"), source)
            if isinstance(key, Scalar):
                pairs.append(Pair(key, _node(child.child_by_field_name("value"), source)))
        elif child.type == "flow_node":
            key = _node(child, source)
            if isinstance(key, Scalar):
                pairs.append(Pair(key, None))
    return tuple(pairs)


def _items(node: tree_sitter.Node, source: Source) -> tuple[Node, ...]:
    items: list[Node] = []
    for child in node.named_children:
        if child.type == "flow_pair":
            pair = _pairs_of(child, source)
            items.extend([Mapping(child.start_byte, child.end_byte, pair)] if pair else [])
            continue
        held = child.named_children if child.type == "block_sequence_item" else [child]
        found = [_node(one, source) for one in held if one.type not in ASIDE]
        items.extend(one for one in found if one is not None)
    return tuple(items)


def _pairs_of(node: tree_sitter.Node, source: Source) -> tuple[Pair, ...]:
    key = _node(node.child_by_field_name("key"), source)
    value = _node(node.child_by_field_name("value"), source)
    return (Pair(key, value),) if isinstance(key, Scalar) else ()


def scalar(node: tree_sitter.Node, source: Source) -> Scalar:
    """Return a scalar's content: inside its quotes, below its block's header."""
    start, end = node.start_byte, node.end_byte
    if node.type in QUOTED:
        return Scalar(start + 1, end - 1, source.text[start + 1 : end - 1], quoted=True)
    if node.type == "block_scalar":
        below = source.text.find("\n", start, end)
        start = below + 1 if below >= 0 else end
        return Scalar(start, end, source.text[start:end], block=True)
    return Scalar(start, end, source.text[start:end])

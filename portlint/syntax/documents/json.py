"""JSON, with the comments and trailing commas that editors allow."""

import tree_sitter
import tree_sitter_json

from portlint.syntax.documents.nodes import Mapping, Node, Pair, Scalar, Sequence
from portlint.syntax.documents.yaml import flow_depth
from portlint.syntax.source import Source
from portlint.syntax.tree import ParseError, parse

DEEPEST = 150


def read(source: Source) -> Node | None:
    """Return the document; raise ParseError where it nests too deep or does not end."""
    if flow_depth(source.data) > DEEPEST:
        message = f"nests deeper than {DEEPEST} levels"
        raise ParseError(message)
    root = parse(source.data, tree_sitter_json.language)
    found = (_node(child, source) for child in root.named_children if child.type != "comment")
    return next((node for node in found if node is not None), None)


def _node(node: tree_sitter.Node, source: Source) -> Node | None:
    start, end = node.start_byte, node.end_byte
    if node.type == "object":
        pairs = (_pair(child, source) for child in node.named_children)
        return Mapping(start, end, tuple(pair for pair in pairs if pair))
    if node.type == "array":
        items = (_node(child, source) for child in node.named_children)
        return Sequence(start, end, tuple(item for item in items if item is not None))
    if node.type == "string":
        return Scalar(start + 1, end - 1, source.text[start + 1 : end - 1], quoted=True)
    if node.type in ("number", "true", "false", "null"):
        return Scalar(start, end, source.text[start:end])
    if node.type == "ERROR":
        found = (_node(child, source) for child in node.named_children)
        return next((one for one in found if one is not None), None)
    return None


def _pair(node: tree_sitter.Node, source: Source) -> Pair | None:
    if node.type != "pair":
        return None
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    read_key = _node(key, source) if key else None
    if not isinstance(read_key, Scalar):
        return None
    return Pair(read_key, _node(value, source) if value else None)

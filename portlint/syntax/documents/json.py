"""JSON, with the comments and trailing commas that editors allow."""

import re
from bisect import bisect_left
from dataclasses import dataclass

import tree_sitter
import tree_sitter_json

from portlint.syntax.documents.nodes import Mapping, Node, Pair, Scalar, Sequence
from portlint.syntax.documents.yaml import flow_depth
from portlint.syntax.source import Source
from portlint.syntax.tree import ParseError, parse

DEEPEST = 150
NUMBER = re.compile(r"(?<![\w.])\d{2,5}(?!\w)")


def read(source: Source, *, whole: bool = False) -> Node | None:
    """Return the document; raise ParseError where it nests too deep or does not end.

    Objects and lists in which no number stands are left empty unless the `whole` is wanted: data
    files are mostly those.
    """
    if flow_depth(source.data) > DEEPEST:
        message = f"nests deeper than {DEEPEST} levels"
        raise ParseError(message)
    root = parse(source.data, tree_sitter_json.language)
    numbers = [match.start() for match in NUMBER.finditer(source.text)]
    reader = Reader(source.text, numbers, whole)
    found = (reader.node(child) for child in root.named_children if child.type != "comment")
    return next((node for node in found if node is not None), None)


@dataclass(frozen=True, slots=True)
class Reader:
    """A file's text and where the numbers in it start."""

    text: str
    numbers: list[int]
    whole: bool

    def node(self, node: tree_sitter.Node) -> Node | None:
        """Turn a node of the grammar into one of a document."""
        start, end, kind = node.start_byte, node.end_byte, node.type
        if kind == "string":
            return Scalar(start + 1, end - 1, self.text[start + 1 : end - 1], quoted=True)
        if kind in ("number", "true", "false", "null"):
            return Scalar(start, end, self.text[start:end])
        held = node.named_children if self._holds_number(start, end) else []
        if kind == "object":
            return Mapping(start, end, tuple(pair for pair in map(self._pair, held) if pair))
        if kind == "array":
            items = (self.node(child) for child in held)
            return Sequence(start, end, tuple(item for item in items if item is not None))
        found = (self.node(one) for one in held) if kind == "ERROR" else iter(())
        return next((one for one in found if one is not None), None)

    def _holds_number(self, start: int, end: int) -> bool:
        if self.whole:
            return True
        index = bisect_left(self.numbers, start)
        return index < len(self.numbers) and self.numbers[index] < end

    def _pair(self, node: tree_sitter.Node) -> Pair | None:
        key = node.child_by_field_name("key") if node.type == "pair" else None
        read_key = self.node(key) if key else None
        if not isinstance(read_key, Scalar):
            return None
        value = node.child_by_field_name("value")
        return Pair(read_key, self.node(value) if value else None)

"""Tree-sitter behind a few small functions, each with its limits."""

import time
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import tree_sitter

DEADLINE = 2.0
"""Seconds of CPU a parse may take.

tsx never ends on some 20-byte inputs (tree-sitter-typescript#323).
"""

CHUNK = 2048
"""Bytes handed over at a time; a node's text is read again through the same callback."""

DEPTH = 200
"""How deep a node may lie: a chain of ancestors costs this much for each candidate."""


class ParseError(Exception):
    """The file cannot be parsed within the limits; the message is a clause for the reader.

    `at` is the byte offset where it went wrong, 0 where that is not known.
    """

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.at = at


@lru_cache
def grammar(load: Callable[[], object]) -> tree_sitter.Language:
    """Return the language of a grammar wheel's `language` function, loaded once."""
    return tree_sitter.Language(load())


def parse(
    data: bytes, load: Callable[[], object], *, seconds: float = DEADLINE
) -> tree_sitter.Node:
    """Parse and return the root; raise ParseError past the deadline.

    Only a parse that reads through a callback can be stopped, so this one does.
    """
    stop = time.thread_time() + seconds

    def read(offset: int, _point: object) -> bytes:
        return data[offset : offset + CHUNK]

    def late(_offset: int, _error: bool) -> bool:  # noqa: FBT001  (tree-sitter's signature)
        return time.thread_time() > stop

    try:
        tree = tree_sitter.Parser(grammar(load)).parse(read, progress_callback=late)
    except ValueError as error:
        message = f"could not be parsed within {seconds:g} s"
        raise ParseError(message) from error
    return tree.root_node


def chains(
    root: tree_sitter.Node, offsets: Iterable[int]
) -> Iterator[tuple[int, list[tree_sitter.Node]]]:
    """Yield each byte offset with the named nodes that hold it, outermost first.

    Walks down from the root (`Node.parent` costs its depth, and `Node.first_child_for_byte` kills
    the process on a leaf). Offsets deeper than `DEPTH` are left out.
    """
    cursor = root.walk()
    for offset in offsets:
        cursor.reset(root)
        chain = [root]
        depth = 0
        while depth < DEPTH and cursor.goto_first_child_for_byte(offset) is not None:
            node = cursor.node
            depth += 1
            if node is None or node.start_byte > offset:
                break
            if node.is_named:
                chain.append(node)
        if depth < DEPTH:
            yield offset, chain

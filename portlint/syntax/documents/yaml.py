"""YAML to documents: tree-sitter where its guards hold, libyaml where not, lines for templates."""

import re
from dataclasses import dataclass

from portlint.syntax.documents import yaml_events, yaml_lines, yaml_tree
from portlint.syntax.documents.nodes import Node
from portlint.syntax.source import Source
from portlint.syntax.tree import ParseError

DEEPEST = 80
"""Levels. tree-sitter-yaml ends the process at some 250."""

LONGEST = 32_000
"""Lines. tree-sitter-yaml goes wrong past 32,768 (tree-sitter-yaml#49)."""

OPENING = re.compile(rb"^[ ]*(?:[-?:](?:[ \t]+|$))*", re.MULTILINE)
RUN = re.compile(rb"(?:[-?:][ \t]+){8,}")
TEMPLATE = re.compile(
    r"^[ \t]*(?:-[ \t]*)?"
    r"(?:\{[{%]|%\{|<%|\[\[[-~]? *(?:if|range|end|with|else)\b|\$?\{\w+\}[ \t]*$)"
    r"|:[ \t]+(?:\{\{|\{\w+(?:\.\w+|\[[\w-]+\])+\})",
    re.MULTILINE,
)
"""What only a template has: a directive on a line of its own, or a value that is one, unquoted."""


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a file, and why it was not read whole, where it was not.

    `template` where the file is no YAML because it becomes one; `at` is the byte offset where
    reading went wrong.
    """

    roots: tuple[Node, ...]
    unread: str = ""
    template: bool = False
    at: int = 0


def read(source: Source) -> Documents:
    """Read every document of a YAML file."""
    reason = ""
    if _is_safe(source):
        try:
            return Documents(yaml_tree.read(source))
        except ParseError:
            reason = "syntax"
    try:
        return Documents(yaml_events.read(source))
    except ParseError as error:
        reason, at = str(error), min(error.at, len(source.data))
    template = TEMPLATE.search(source.text) is not None
    reason = "is a template" if template else reason
    return Documents(yaml_lines.read(source), f"{reason}; it was read line by line", template, at)


def _is_safe(source: Source) -> bool:
    """Tell whether tree-sitter reads a file whole; it takes a NUL for the end."""
    short = len(source.starts) <= LONGEST and b"\0" not in source.data
    return short and depth(source.data) <= DEEPEST


def depth(data: bytes) -> int:
    """Return a bound of how deep a file nests, from indentation, indicators and brackets."""
    deepest = 0
    indents: list[int] = []
    for opening in OPENING.findall(data):
        column = len(opening) - len(opening.lstrip(b" "))
        while indents and indents[-1] >= column:
            indents.pop()
        indents.append(column)
        marks = opening.count(b"-") + opening.count(b"?") + opening.count(b":")
        deepest = max(deepest, len(indents) + marks)
    return deepest + max(flow_depth(data), _run(data))


def flow_depth(data: bytes) -> int:
    """Return how deep brackets nest, whether or not they stand in strings."""
    level = deepest = 0
    for bracket in re.finditer(rb"[\[{\]}]", data):
        if bracket[0] in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif level:
            level -= 1
    return deepest


def _run(data: bytes) -> int:
    """Return the length of the longest run of inline indicators: `- - - -`."""
    return max((len(run[0].split()) for run in RUN.finditer(data)), default=0)

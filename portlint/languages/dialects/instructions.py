"""A Dockerfile as instructions, whatever is broken in it."""

import re
from collections.abc import Iterator

import tree_sitter
import tree_sitter_containerfile

from portlint.core import Dockerfile, Instruction, Location
from portlint.syntax import Source
from portlint.syntax.source import readable
from portlint.syntax.tree import ParseError, parse

LINE = re.compile(r"(?:[^\\\n]|\\[ \t]*\r?\n(?:[ \t]*+(?:#[^\n]*)?\r?\n)*+|\\.)*+\\?\n?")
WRITTEN = re.compile(r"[ \t]*(?P<word>[A-Za-z]+)(?:\s+(?P<rest>.*))?\Z", re.DOTALL)
CONTINUED = re.compile(r"\\[ \t]*\r?\n(?:[ \t]*+(?:#[^\n]*)?\r?\n)*+")
TEMPLATE = re.compile(r"^[ \t]*(?:\{[{%#]|<%)", re.MULTILINE)
BACKQUOTED = re.compile(r"(?:[ \t]*#[^\n]*\n)*?[ \t]*#[ \t]*escape[ \t]*=[ \t]*`", re.IGNORECASE)


def declared(source: Source) -> Iterator[Dockerfile]:
    """Yield the file as a fact; nothing for a template, nor where a backquote continues lines."""
    if TEMPLATE.search(source.text) or BACKQUOTED.match(source.text):
        return
    found = tuple(_instructions(source))
    if found:
        yield Dockerfile(Location(source.path), found)


def _instructions(source: Source) -> Iterator[Instruction]:
    for start, end in spans(source):
        raw = source.text[start:end]
        match = WRITTEN.match(raw)
        if match:
            text = readable(CONTINUED.sub("", match["rest"] or "").strip())
            begin, stop = start + match.start("word"), start + len(raw.rstrip())
            yield Instruction(source.place(begin, stop), match["word"].upper(), text)


def spans(source: Source) -> list[tuple[int, int]]:
    """Return where each instruction starts and ends.

    Regions with errors are read by lines, and so is what may hold a comment: to the grammar, the
    line below one that ends in a comment belongs to it.
    """
    try:
        root = parse(source.data, tree_sitter_containerfile.language)
    except ParseError:
        return _by_lines(source.text, 0, len(source.text))
    found: list[tuple[int, int]] = []
    for node in root.children:
        if node.type == "comment" or node.start_byte == node.end_byte:
            continue
        if node.has_error or node.type == "ERROR" or _holds_comment(source.text, node):
            found += _by_lines(source.text, node.start_byte, _line_end(source.text, node))
        elif node.is_named:
            found.append((node.start_byte, node.end_byte))
    return _apart(found)


def _holds_comment(text: str, node: tree_sitter.Node) -> bool:
    written = text[node.start_byte : node.end_byte]
    return "#" in written and "\n" in written.strip() and "<<" not in written


def _line_end(text: str, node: tree_sitter.Node) -> int:
    found = text.find("\n", node.end_byte)
    return len(text) if found < 0 else found


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Drop what an earlier span has already covered."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        begin = max(start, kept[-1][1]) if kept else start
        if begin < end:
            kept.append((begin, end))
    return kept


def _by_lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    while start < end and (match := LINE.match(text, start, end)) and match.end() > start:
        if not match[0].lstrip().startswith("#"):
            found.append(match.span())
        start = match.end()
    return found

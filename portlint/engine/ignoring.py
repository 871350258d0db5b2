"""Suppression comments written into files: where nothing else of what a file says changes."""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import tree_sitter
import yaml

from portlint.syntax.component import scripts
from portlint.syntax.tree import ParseError, parse

LONGEST = 120
"""Characters of a line to whose end a comment is still written; else it goes above."""

THERE = re.compile(rb"(portlint:[ \t]*ignore\[[^\]\n]+)\]")
BLANK = re.compile(rb"[ \t]*")
HEREDOC = re.compile(rb"<<-?[ \t]*([\"']?)(\w+)\1")
FENCE = re.compile(rb"^[ \t]*(?:```|~~~)", re.MULTILINE)


class Impossible(Exception):  # noqa: N818  (it is what happened, and is caught by name)
    """A line cannot take a comment; the message is a clause that says why."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a format writes comments: what opens and closes one, and whether text may precede it."""

    opener: str
    closer: str = ""
    after_text: bool = False


HASH, SLASHES = Style("#", after_text=True), Style("//", after_text=True)
ABOVE = Style("#")
STYLES = {
    "yaml": HASH,
    "toml": HASH,
    "python": HASH,
    "javascript": SLASHES,
    "typescript": SLASHES,
    "tsx": SLASHES,
    "component": SLASHES,
    "markdown": Style("<!--", " -->"),
    **dict.fromkeys(
        ("dockerfile", "env", "shell", "makefile", "nginx", "caddy", "properties"), ABOVE
    ),
}


def ignored(data: bytes, name: str, line: int, codes: list[str], reason: str) -> bytes:
    """Return a file of a format with a comment for a 1-based line; raise Impossible."""
    style = STYLES.get(name)
    if style is None:
        raise Impossible("JSON has no comments" if name == "json" else f"{name} has no comments")
    lines = data.split(b"\n")
    if THERE.search(lines[line - 1]):
        more = b", ".join(code.encode() for code in codes)
        lines[line - 1] = THERE.sub(rb"\1, " + more + b"]", lines[line - 1], count=1)
        return b"\n".join(lines)
    words = f"{style.opener} portlint: ignore[{', '.join(codes)}] {reason}".rstrip() + style.closer
    for result in _written(lines, line, words.encode(), style):
        if _keeps(name, data, result, line):
            return result
    reason = "a comment there would be text of the file"
    raise Impossible(reason)


def _written(lines: list[bytes], line: int, words: bytes, style: Style) -> Iterator[bytes]:
    """Yield the file with the comment at the end of its line, and on a line of its own above."""
    text = lines[line - 1]
    end = b"\r" if text.endswith(b"\r") else b""
    indent = BLANK.match(text)
    start = indent[0] if indent else b""
    above = b"\n".join([*lines[: line - 1], start + words + end, *lines[line - 1 :]])
    beside = b"\n".join([*lines[: line - 1], text.rstrip() + b"  " + words + end, *lines[line:]])
    short = len(text) + len(words) < LONGEST
    forms = [beside, above] if short else [above, beside]
    yield from forms if style.after_text else [above]


def _keeps(name: str, before: bytes, after: bytes, line: int) -> bool:
    """Tell whether a comment changed nothing of what the file says."""
    if name in MEANINGS:
        try:
            return MEANINGS[name](before) == MEANINGS[name](after)
        except (ParseError, SyntaxError, ValueError, RecursionError, MemoryError, yaml.YAMLError):
            return False
    head = b"\n".join(before.split(b"\n")[: line - 1])
    if name == "markdown":
        around = before.split(b"\n")[max(0, line - 2) : line + 1]
        indented = around[min(1, len(around) - 1)].startswith((b"    ", b"\t"))
        return not (any(b"|" in row for row in around) or indented or _fenced(head))
    continued = head.rstrip(b"\r").endswith(b"\\") and name != "dockerfile"
    return not (continued or _quoted(name, head) or _in_heredoc(head))


def _fenced(head: bytes) -> bool:
    """Tell whether a place is in a block of code, or in the settings at the head of a page."""
    matter = head.startswith(b"---") and b"\n---" not in head
    return matter or len(FENCE.findall(head)) % 2 == 1


def _quoted(name: str, head: bytes) -> bool:
    """Tell whether a quotation may still be open: counted roughly, and rather refused."""
    if name not in ("shell", "nginx", "caddy", "env"):
        return False
    plain = re.sub(rb"\\.|^[ \t]*#.*$", b"", head, flags=re.MULTILINE)
    return plain.count(b'"') % 2 == 1 or plain.count(b"'") % 2 == 1 or plain.count(b"`") % 2 == 1


def _in_heredoc(head: bytes) -> bool:
    for match in HEREDOC.finditer(head):
        closing = re.compile(rb"^[ \t]*" + re.escape(match[2]) + rb"[ \t]*\r?$", re.MULTILINE)
        if not closing.search(head, match.end()):
            return True
    return False


def _events(data: bytes) -> list[object]:
    """Return what libyaml reads, without places: comments are no part of it."""
    return [
        {key: value for key, value in vars(event).items() if not key.endswith("_mark")}
        | {"kind": type(event)}
        for event in yaml.parse(data, Loader=getattr(yaml, "CLoader", yaml.Loader))
    ]


def _leaves(load: Callable[[], object]) -> Callable[[bytes], list[tuple[str, bytes | None]]]:
    """Return what reads the leaves of a syntax tree but for comments."""

    def read(data: bytes) -> list[tuple[str, bytes | None]]:
        root = parse(data, load)
        if root.has_error:
            message = "cannot be parsed"
            raise ParseError(message)
        return list(_walk(root, data))

    return read


def _walk(root: tree_sitter.Node, data: bytes) -> Iterator[tuple[str, bytes | None]]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type == "comment":
            continue
        if not node.child_count or node.type in ("template_string", "string", "jsx_text"):
            yield node.type, data[node.start_byte : node.end_byte]
        waiting.extend(reversed(node.children))


def _javascript() -> object:
    import tree_sitter_javascript  # noqa: PLC0415  (only where such a file is written)

    return tree_sitter_javascript.language()


def _typescript() -> object:
    import tree_sitter_typescript  # noqa: PLC0415  (as above)

    return tree_sitter_typescript.language_typescript()


def _tsx() -> object:
    import tree_sitter_typescript  # noqa: PLC0415  (as above)

    return tree_sitter_typescript.language_tsx()


def _component(data: bytes) -> object:
    found = scripts(data)
    return found.around, _leaves(_typescript if found.typed else _javascript)(found.data)


MEANINGS: dict[str, Callable[[bytes], object]] = {
    "yaml": _events,
    "toml": lambda data: tomllib.loads(data.decode()),
    "python": lambda data: ast.dump(ast.parse(data)),
    "javascript": _leaves(_javascript),
    "typescript": _leaves(_typescript),
    "tsx": _leaves(_tsx),
    "component": _component,
}
"""What a file of a format says, without its comments."""

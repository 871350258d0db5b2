"""Shell text to words, in one pass: quotes, separators, comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""(?P<space>(?:[ \t\r]|\\\r?\n)+)
    |(?P<comment>(?<![^\s;|&()])\#[^\n]*)
    |(?P<end>\n|;;?|\|\|?|&&?|[()`])
    |(?P<word>(?:\\.|"(?:[^"\\]|\\.)*"|'[^']*'|\$\{[^}\n]{0,200}\}|\{\{.{0,200}?\}\}
        |[^\s;|&()"'\\`])+)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word without the quotes around it, at character `start` of the script."""

    text: str
    start: int
    quoted: bool = False


@dataclass(slots=True)
class Command:
    """The words up to a separator."""

    words: list[Word] = field(default_factory=list)


@dataclass(slots=True)
class Script:
    """What a script holds; comments are (start, end) in characters."""

    commands: list[Command] = field(default_factory=list)
    comments: list[tuple[int, int]] = field(default_factory=list)


def split(text: str) -> Script:
    """Split a script; what cannot be shell is passed over."""
    script = Script()
    command = Command()
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "word":
            command.words.append(word(token[0], token.start()))
        elif kind == "comment":
            script.comments.append(token.span())
        elif kind == "end":
            script.commands.append(command)
            command = Command()
    script.commands.append(command)
    return script


def word(raw: str, start: int) -> Word:
    """Return a word without its quotes, where one pair surrounds it whole."""
    quote = raw[0]
    if quote in "\"'" and len(raw) > 1 and raw[-1] == quote and quote not in raw[1:-1]:
        return Word(raw[1:-1], start + 1, quoted=True)
    return Word(raw, start)


def nested(command: Command) -> Iterator[Word]:
    """Yield words that hold commands of their own: `"$(nc -z db 80)"`, `sh -c "nc -z db 80"`."""
    for one in command.words:
        if "$(" in one.text or (one.quoted and " " in one.text):
            yield one

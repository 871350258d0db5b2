"""A script's ports: what its text says, and what its commands mean.

Only lines that hold a number are split into words: a script is mostly lines that hold none.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from portlint.core.grammar import Mention, mentions
from portlint.core.shell.commands import command_ports, listed_ports
from portlint.core.shell.words import Script, Word, nested, split

LINE = re.compile(r"[^\n]*(?:\\\r?\n[^\n]*)*")
NUMBER = re.compile(r"(?<![\w.])\d{2,5}(?!\w)")
ARRAY = re.compile(r"(?:^|[\s;])(?P<name>[A-Za-z_]\w*)\+?=\((?P<items>[^)]{0,4000})\)")
FLAT = str.maketrans('$()"', " ;; ")
"""Opens what quotes and `$( )` enclose, without moving a character."""

DEEPEST = 3
"""Levels of commands inside words."""


def ports(text: str) -> Iterator[Mention]:
    """Yield every port of a script, in order; those in comments are left to `commented`."""
    yield from _read(text)[0]


def commented(text: str) -> Iterator[Mention]:
    """Yield the ports that a script's comments name."""
    yield from _read(text)[1]


def _read(text: str) -> tuple[list[Mention], list[Mention]]:
    found = {mention.start: mention for mention in mentions(text)}
    for array in ARRAY.finditer(text):
        words = [
            Word(m[0], array.start("items") + m.start())
            for m in re.finditer(r"\S+", array["items"])
        ]
        found.update((mention.start, mention) for mention in listed_ports(words, array["name"]))
    hidden: set[int] = set()
    at = 0
    while number := NUMBER.search(text, at):
        start = _line_start(text, number.start())
        line = LINE.match(text, start)
        at = max(line.end() if line else 0, number.end())
        script = split(text[start:at])
        for mention in _meant(script, 0):
            moved = replace(mention, start=start + mention.start, end=start + mention.end)
            found[moved.start] = moved
        for begin, end in script.comments:
            hidden.update(range(start + begin, start + end))
    shown = [found[start] for start in sorted(found) if start not in hidden]
    return shown, [found[start] for start in sorted(found) if start in hidden]


def _line_start(text: str, at: int) -> int:
    """Return where the line begins, with the lines that it continues."""
    start = text.rfind("\n", 0, at) + 1
    while start > 1 and text[start - 2] == "\\":
        start = text.rfind("\n", 0, start - 1) + 1
    return start


def _meant(script: Script, level: int) -> Iterator[Mention]:
    for command in script.commands:
        yield from command_ports(command)
        for word in nested(command) if level < DEEPEST else ():
            for mention in _meant(split(word.text.translate(FLAT)), level + 1):
                yield replace(
                    mention, start=mention.start + word.start, end=mention.end + word.start
                )

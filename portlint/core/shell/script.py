"""A script's ports: what its text says, and what its commands mean."""

from collections.abc import Iterator
from dataclasses import replace

from portlint.core.grammar import Mention, mentions
from portlint.core.shell.commands import command_ports
from portlint.core.shell.words import Script, nested, split

FLAT = str.maketrans('$()"', " ;; ")
"""Opens what quotes and `$( )` enclose, without moving a character."""

DEEPEST = 3
"""Levels of commands inside quoted words."""


def ports(text: str) -> Iterator[Mention]:
    """Yield every port of a script, in order; those in comments are left to `comments`."""
    found = {mention.start: mention for mention in mentions(text)}
    if any(char.isdigit() for char in text):
        script = split(text)
        found.update((mention.start, mention) for mention in _meant(script))
        for start in [s for s in found if any(a <= s < b for a, b in script.comments)]:
            del found[start]
    yield from (found[start] for start in sorted(found))


def _meant(script: Script, level: int = 0) -> Iterator[Mention]:
    listing = ""
    for command in script.commands:
        if command.opener == "(" and listing:
            yield from command_ports(command, listing)
        else:
            yield from command_ports(command)
        last = command.words[-1].text if command.words else ""
        listing = (
            last[:-1].rstrip("+") if last.endswith("=") else listing * (command.opener == "\n")
        )
        for word in nested(command) if level < DEEPEST else ():
            inner = word.text.translate(FLAT)
            for mention in _meant(split(inner), level + 1):
                yield _moved(mention, word.start)


def _moved(mention: Mention, by: int) -> Mention:
    return replace(mention, start=mention.start + by, end=mention.end + by)


def comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each comment starts and ends, in characters."""
    yield from split(text).comments

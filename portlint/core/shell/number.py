"""Words that are numbers, lists of numbers, or something with a port in it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from portlint.core.facts import Role
from portlint.core.grammar import Mention, mapping, mentions
from portlint.core.grammar.mention import HIGHEST
from portlint.core.grammar.plausible import plausible
from portlint.core.shell.command import Word

LIST = re.compile(
    r"[\"'\\{(\[]*(\d{2,5}(?:\s*(?:-|:|\.\.|[,;|\s])\s*\d{2,5})*)(?:/(tcp|udp|sctp))?[\"'\\})\],;]*\s*"
)
NUMBER = re.compile(r"(?<![\w$])(?<!\d\.)\d{2,5}(?!\w)(?!\.\d)")
DIGITS = re.compile(r"\d{2,5}")
DEFAULT = re.compile(r"[\"']?\$\{(\w+):?[-=](\d{2,5})\}[\"']?")
LAST = re.compile(r":(\d{2,5})(?:/(tcp|udp|sctp))?[\"']?\Z")
LONG = re.compile(r"\b(published|target)=(\d{2,5})(?!\d)")


def listed(word: Word, role: Role, name: str = "", *, skip: int = 0) -> Iterator[Mention]:
    """Yield every number of a word that is one number, a list or a range, and nothing else."""
    match = LIST.fullmatch(word.text, skip)
    if match is None:
        return
    for digits in DIGITS.finditer(word.text, *match.span(1)):
        port = int(digits[0])
        if 0 < port <= HIGHEST:
            start, end = word.start + digits.start(), word.start + digits.end()
            yield Mention(start, end, port, role, name=name, transport=match[2] or "")


def value(word: Word, role: Role, name: str = "", *, skip: int = 0) -> Iterator[Mention]:
    """Yield the ports of a word that is given as a port or an address, from character `skip`."""
    found = list(listed(word, role, name, skip=skip))
    if found:
        yield from found
        return
    default = DEFAULT.fullmatch(word.text, skip)
    if default and 0 < int(default[2]) <= HIGHEST:
        start, end = word.start + default.start(2), word.start + default.end(2)
        variable = default[1] if not default[1].isdigit() else ""
        yield Mention(start, end, int(default[2]), Role.DECLARE, name=name, default_of=variable)
        return
    for mention in spoken(word, skip=skip):
        kept = mention.role if mention.default_of else role
        yield replace(mention, role=kept, name=mention.name or name)


def spoken(word: Word, *, skip: int = 0) -> Iterator[Mention]:
    """Yield what the word's text says of ports, commands inside it left out."""
    base = word.start + skip
    for mention in mentions(word.text[skip:] if skip else word.text):
        start = mention.start + base
        if not any(first <= start < last for first, last in word.holes):
            yield replace(mention, start=start, end=mention.end + base)


def published(word: Word, name: str, *, skip: int = 0) -> Iterator[Mention]:
    """Yield both sides of `[ip:]host:container[/transport]`, or the container's side alone."""
    text = word.text[skip:].split("@", 1)[0]
    base = word.start + skip
    if long := list(LONG.finditer(text)):
        for match in long:
            role = Role.PUBLISH if match[1] == "published" else Role.CONTAINER
            start, end = match.span(2)
            yield Mention(base + start, base + end, int(match[2]), role, name=name)
        return
    pair = mapping(text.strip("\"'"))
    if pair is None:
        last = LAST.search(text)
        if last and 0 < int(last[1]) <= HIGHEST:
            start, end = last.span(1)
            yield Mention(base + start, base + end, int(last[1]), Role.CONTAINER, name=name)
        return
    base += len(text) - len(text.lstrip("\"'"))
    for side, role in ((pair.host, Role.PUBLISH), (pair.target, Role.CONTAINER)):
        for start, end, port in side.ports if side else ():
            if 0 < port <= HIGHEST:
                yield Mention(
                    base + start,
                    base + end,
                    port,
                    role,
                    host=pair.ip if role is Role.PUBLISH else "",
                    name=name,
                    default_of=side.variable if side else "",
                    transport=pair.transport,
                )


def numbers(word: Word, role: Role) -> Iterator[Mention]:
    """Yield each number of a word that ports have, whatever stands between them."""
    for match in NUMBER.finditer(word.text):
        if plausible(int(match[0])):
            yield from groups(word, match, (0, role))


def groups(word: Word, match: re.Match[str], *groups: tuple[int, Role]) -> Iterator[Mention]:
    """Yield the digits of a match's groups, each with its role."""
    for group, role in groups:
        port = int(match[group] or 0)
        if 0 < port <= HIGHEST:
            start, end = match.span(group)
            yield Mention(word.start + start, word.start + end, port, role)

"""Ports that variables hold, are compared with, or run through."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from portlint.core.facts import Role
from portlint.core.grammar import Mention
from portlint.core.grammar.mention import HIGHEST
from portlint.core.grammar.plausible import USER, plausible
from portlint.core.names import carries_port, words
from portlint.core.shell.call import Call
from portlint.core.shell.command import Word
from portlint.core.shell.hints import Hints
from portlint.core.shell.number import listed, spoken, value
from portlint.core.shell.programs import SPEAKERS

ASSIGNED = re.compile(r"(?:-D|-e|--env=)?([A-Za-z_]\w*)(?:\[([^\]]*)\])?\+?=")
ELEMENT = re.compile(r"\[([^\]]*)\]=")
FIRST = re.compile(r"[\"']?(?:[^:|=,\n]*[:|=,])??(\d{2,5})(?![\w.])(?! *[a-z])")
KEYED = re.compile(r"\[[\"']?(\d{2,5})[\"']?\]=")
INDEXED = re.compile(r"\w+\[[\"']?(\d{2,5})[\"']?\]\+?=")
PATHED = re.compile(r"[\"']?(\d{2,5}):?/(?!\d)")
NAME = re.compile(r"[A-Za-z_][\w.]*")
NUMBER = re.compile(r"(?<!\w)(?<!\d\.)\d{2,5}(?!\w)(?!\.\d)")
VARIABLE = re.compile(r"[\"']?\$?\{?([A-Za-z_]\w*)")
EQUAL = frozenset(("-eq", "-ne", "=", "==", "!=", "=~", "==="))
NO_ADDRESS = frozenset("image images tag version".split())
"""Names whose `name:number` is an image and its tag."""


def variables(call: Call, hinted: Hints) -> Iterator[Mention]:
    """Yield the ports of assignments, arrays, loops, tests and `case` patterns."""
    if call.command.array:
        for word in call.words:
            yield from _element(word, call.command.array, hinted)
        return
    yield from _loop(call, hinted)
    yield from _case(call)
    yield from _tests(call)
    for word, following in zip_longest(call.words, call.words[1:]):
        if match := ASSIGNED.match(word.text):
            yield from _assigned(word, match)
        elif following and NAME.fullmatch(word.text) and _is_argument(call, word):
            found = listed(following, Role.DECLARE, word.text)
            yield from (mention for mention in found if mention.port >= USER)


def _is_argument(call: Call, word: Word) -> bool:
    return carries_port(word.text) and word.text != call.head and call.head not in SPEAKERS


def _assigned(word: Word, match: re.Match[str]) -> Iterator[Mention]:
    name = match[1]
    if carries_port(name):
        found = list(value(word, Role.DECLARE, name, skip=match.end()))
        yield from (replace(m, role=Role.CONNECT) if m.host else m for m in found)
        if match[2]:
            yield from _record(word, INDEXED, name, 0)
    elif match[2] and carries_port(match[2]):
        yield from listed(word, Role.DECLARE, match[2], skip=match.end())
    elif NO_ADDRESS.isdisjoint(words(name)):
        for mention in spoken(word, skip=match.end()):
            yield replace(mention, name=mention.name or name)


def _element(word: Word, array: str, hinted: Hints) -> Iterator[Mention]:
    """`PORTS=(80 443)`, `PORTS=([api]=80)`, `PORTS=("80:web" "web:81")`, `([api]="80:/up")`."""
    key = ELEMENT.match(word.text)
    skip = key.end() if key else 0
    if carries_port(array) or (key and carries_port(key[1].strip("\"'"))):
        found = list(listed(word, Role.DECLARE, array, skip=skip))
        yield from found or _record(word, FIRST, array, skip)
        if key:
            yield from _record(word, KEYED, array, 0)
    elif hinted.records:
        yield from _record(word, FIRST, array, skip)
    else:
        yield from _record(word, PATHED, array, skip)


def _record(word: Word, pattern: re.Pattern[str], name: str, skip: int) -> Iterator[Mention]:
    """Read the port among the fields of `name:80:/health`."""
    match = pattern.match(word.text, skip)
    if match and plausible(int(match[1])) and int(match[1]) <= HIGHEST:
        start, end = word.start + match.start(1), word.start + match.end(1)
        yield Mention(start, end, int(match[1]), Role.DECLARE, name=name)


def _loop(call: Call, hinted: Hints) -> Iterator[Mention]:
    """`for port in 3000 3001 $(seq 3002 3005); do`."""
    texts = [word.text for word in call.words[:3]]
    if len(texts) < 3 or texts[0] != "for" or texts[2] != "in":  # noqa: PLR2004  (for NAME in)
        return
    for word in call.words[3:]:
        if carries_port(texts[1]):
            yield from _numbers(word, Role.DECLARE, texts[1])
        elif hinted.records:
            yield from _record(word, FIRST, texts[1], 0)


def _case(call: Call) -> Iterator[Mention]:
    """`case $PORT in 80|443)`."""
    subject = VARIABLE.match(call.command.subject)
    alone = len(call.words) == 1 or (len(call.words) == 4 and call.words[2].text == "in")  # noqa: PLR2004  (case NAME in 80)
    if subject and carries_port(subject[1]) and alone:
        yield from listed(call.words[-1], Role.COMPARE, subject[1])


def _tests(call: Call) -> Iterator[Mention]:
    """`[ "$PORT" -eq 8080 ]`, `[[ $PORT =~ ^(80|443)$ ]]`, `(( port == 8080 ))`."""
    for left, operator, right in zip(call.words, call.words[1:], call.words[2:], strict=False):
        if operator.text in EQUAL:
            for asked, answer in ((left, right), (right, left)):
                name = VARIABLE.match(asked.text)
                if name and carries_port(name[1]):
                    yield from _numbers(answer, Role.COMPARE, name[1])


def _numbers(word: Word, role: Role, name: str) -> Iterator[Mention]:
    for match in NUMBER.finditer(word.text):
        port = int(match[0])
        if plausible(port) and port <= HIGHEST:
            yield Mention(
                word.start + match.start(), word.start + match.end(), port, role, name=name
            )

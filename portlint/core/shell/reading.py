"""Commands to ports."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from portlint.core.facts import Confidence
from portlint.core.grammar import Mention, mentions
from portlint.core.grammar.directive import directives
from portlint.core.shell.again import named_again
from portlint.core.shell.call import Call, call
from portlint.core.shell.command import Body, Command, Word
from portlint.core.shell.flag import flags
from portlint.core.shell.hints import Hints
from portlint.core.shell.lexer import lex
from portlint.core.shell.number import spoken
from portlint.core.shell.place import places
from portlint.core.shell.programs import OWNERS, SHELLS, SPEAKERS, TAGGED
from portlint.core.shell.variable import ASSIGNED, variables

TAG = re.compile(r"[A-Za-z][\w-]*:\d+")
PAIR = re.compile(r"[\w.-]*:\d+")
SCRIPTED = frozenset("-c --command --exec --health-cmd -x -lc -ec -ic -exc -euc -xc -lic".split())
INTERPRETER = re.compile(r"(?:^|[\s;|&/])(?:sh|bash|zsh|ssh|dash|ksh)\b|>\s*[\w./${}-]+\.sh\b")
SHEBANG = re.compile(r"\s*#!\s*\S*?(?:sh|env bash)\b")
DIGITS = re.compile(r"\d\d")
COMMENT = re.compile(r"^[ \t]*#[^\n]*", re.MULTILINE)
DEEPEST = 3
"""Scripts in words of scripts: `bash -c "sh -c '…'"`."""


def ports(script: str) -> Iterator[Mention]:
    """Yield every port of a script or a fragment of one, comments left out, in order."""
    return iter(_ordered(_script(script, 0)))


def commented(script: str) -> Iterator[Mention]:
    """Yield every port named in a script's comments, and in those of its here-documents."""
    read = lex(script)
    inside = (
        (body.start + match.start(), body.start + match.end())
        for body in read.bodies
        for match in COMMENT.finditer(script[body.start : body.end])
    )
    for start, end in (*read.comments, *inside):
        yield from _shifted(mentions(script[start:end]), start)


def argv_ports(words: Sequence[tuple[str, int]]) -> Iterator[Mention]:
    """Yield every port of a command that is split already, each word given with its offset."""
    command = Command(tuple(Word(text, start, quoted=" " in text) for text, start in words))
    return iter(_ordered(_call(call(command), Hints(), 0)))


def _ordered(found: Iterator[Mention]) -> list[Mention]:
    """Sort by place; of several readings of the same digits the first counts."""
    first: dict[int, Mention] = {}
    for mention in found:
        first.setdefault(mention.start, mention)
    return [first[start] for start in sorted(first)]


def _shifted(found: Iterator[Mention], base: int) -> Iterator[Mention]:
    for mention in found:
        yield replace(mention, start=mention.start + base, end=mention.end + base)


def _script(text: str, level: int) -> Iterator[Mention]:
    script = lex(text)
    hinted = Hints(text)
    calls = [call(command) for command in script.commands]
    found = [mention for one in calls for mention in _call(one, hinted, level)]
    yield from found
    known = {mention.port for mention in found if mention.confidence is Confidence.HIGH}
    for one in calls if known and not level else ():
        yield from named_again(one, known)
    for body in script.bodies:
        yield from _body(text, body, level)


def _body(text: str, body: Body, level: int) -> Iterator[Mention]:
    content = text[body.start : body.end]
    if DIGITS.search(content) is None:
        return
    reader = body.reader.strip()
    read = not reader or INTERPRETER.search(reader) or SHEBANG.match(content)
    if read and level < DEEPEST:
        yield from _shifted(_script(content, level + 1), body.start)
    else:
        blanked = COMMENT.sub(lambda comment: " " * len(comment[0]), content)
        yield from _shifted(directives(blanked), body.start)
        yield from _shifted(mentions(blanked), body.start)


def _call(called: Call, hinted: Hints, level: int) -> Iterator[Mention]:
    words = called.words
    yield from variables(called, hinted)
    yield from flags(called)
    yield from places(called, hinted)
    for index, word in enumerate(words):
        if len(word.text) > 1 and DIGITS.search(word.text):
            if level < DEEPEST and _is_script(called, index, word):
                yield from _shifted(_script(word.text, level + 1), word.start)
            elif not _silent(called, index, word):
                yield from spoken(word)
                if "isten" in word.text:
                    yield from _shifted(directives(word.text), word.start)
    if called.head in SPEAKERS and not all(word.quoted for word in words[1:]):
        yield from _said(words)


def _is_script(called: Call, index: int, word: Word) -> bool:
    if not word.quoted or " " not in word.text:
        return False
    before = called.words[index - 1].text if index else ""
    return before in SCRIPTED or called.programs[index] in SHELLS


def _silent(called: Call, index: int, word: Word) -> bool:
    """Tell whether a word is an image and its tag, an owner and a group, or read already."""
    program = called.programs[index]
    if program in TAGGED:
        return not word.quoted and TAG.fullmatch(word.text) is not None
    if program in OWNERS:
        return PAIR.fullmatch(word.text) is not None
    return ASSIGNED.match(word.text) is not None


def _said(words: Sequence[Word]) -> Iterator[Mention]:
    """`echo listening on port 8080`: the words are one text."""
    base = words[0].start
    texts: list[str] = []
    at = base
    for word in words:
        texts.append(" " * (word.start - at) + word.text)
        at = word.end
    holes = tuple(hole for word in words for hole in word.holes)
    yield from spoken(Word("".join(texts), base, holes=holes))

"""Ports that a script names again, in words alone: `echo "gateway (4010) is up"`.

A number that a command of the script has shown to be a port is one too where a text repeats it.
"""

import re
from collections.abc import Collection, Iterator

from portlint.core.facts import Confidence, Role
from portlint.core.grammar import Mention
from portlint.core.grammar.named import MEASURED
from portlint.core.grammar.plausible import USER
from portlint.core.names import measures
from portlint.core.shell.call import Call
from portlint.core.shell.command import Word
from portlint.core.shell.programs import SEARCHES, SPEAKERS

NUMBER = re.compile(r"(?<![\w#$%.+*=-])(?<!/)(?<!\":)(?<!\": )\d{4,5}(?![\w%])(?!\.\d)")
BEFORE = re.compile(r"([A-Za-z]\w*)([^\w\n]{0,3})\Z")
LEADING = frozenset(
    "at on to from for in by via with over using port ports porta portas puerto and or e ou o y "
    "para na no de em en grep".split()
)
"""What may stand right before a port in a sentence; a name (`Redis 6379`) may as well."""


def named_again(call: Call, known: Collection[int]) -> Iterator[Mention]:
    """Yield known ports that a command's texts repeat."""
    speaks = call.head in SPEAKERS
    for index, word in enumerate(call.words):
        if word.quoted or speaks or call.programs[index] in SEARCHES or call.command.array:
            yield from _repeated(word, known)


def _repeated(word: Word, known: Collection[int]) -> Iterator[Mention]:
    for match in NUMBER.finditer(word.text):
        port = int(match[0])
        if port < USER or port not in known or MEASURED.match(word.text, match.end()):
            continue
        if _may_follow(word.text[max(0, match.start() - 40) : match.start()]):
            start = word.start + match.start()
            end = start + len(match[0])
            yield Mention(start, end, port, Role.CONNECT, confidence=Confidence.MEDIUM)


def _may_follow(left: str) -> bool:
    """Tell whether a port may stand after this text: `gateway (`, `Redis `, `listens on `."""
    before = BEFORE.search(left)
    if before is None:
        return True
    word, between = before.groups()
    named = not between.isspace() or word[0].isupper() or word.lower() in LEADING
    return named and not measures(word)

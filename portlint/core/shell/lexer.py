"""Shell text to commands, in one pass and in linear time, whatever the bytes.

Reads what POSIX shells, bash and zsh share: quotes, `$(…)`, backquotes, comments, separators,
continuation lines, arrays and here-documents. Nothing is an error: what does not close reaches to
the end.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from portlint.core.shell.command import Body, Command, Script, Span, Word
from portlint.core.shell.tokens import ARRAY, CLOSING, QUIET, QUOTED, TOKEN

DIGITS = re.compile(r"\d\d")
DEEPEST = 12
"""Levels of `$(…)` and quotes in each other; what lies deeper is text."""


@dataclass(slots=True)
class Frame:
    """A list of commands while it is read: the script itself, `$(…)`, backquotes or an array."""

    start: int
    closer: str = ""
    array: str = ""
    parens: int = 0
    test: bool = False
    subject: str = ""
    before: str = ""
    begun: int = -1
    holes: list[Span] = field(default_factory=list)
    words: list[tuple[int, int, tuple[Span, ...]]] = field(default_factory=list)


@lru_cache(maxsize=1)
def lex(text: str) -> Script:
    """Read a script, a fragment of one, or one command; the last one is remembered."""
    return _Lexer(text).read()


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.frame = Frame(0)
        self.open: list[Frame] = []
        self.quotes: list[int] = [0]
        self.commands: list[Command] = []
        self.comments: list[Span] = []
        self.bodies: list[Body] = []
        self.awaited: list[tuple[str, str]] = []

    def read(self) -> Script:
        text, stop = self.text, len(self.text)
        while self.at < stop:
            if self.quotes[-1]:
                self._in_quotes()
                continue
            if self.at == 0 or text[self.at - 1] == "\n":
                self._skip_quiet()
            self._in_command()
        while self.open:
            self._leave(stop)
        self._end_command(stop)
        return Script(tuple(self.commands), tuple(self.comments), tuple(self.bodies))

    def _skip_quiet(self) -> None:
        frame = self.frame
        if not frame.words and frame.begun < 0 and not frame.array:
            quiet = QUIET.match(self.text, self.at)
            self.at = quiet.end() if quiet else self.at

    def _in_command(self) -> None:
        match = TOKEN.match(self.text, self.at)
        if match is None:
            self.at = len(self.text)
            return
        kind, start = match.lastgroup or "", match.start()
        frame = self.frame
        if kind in ("gap", "text", "other"):
            if frame.begun < 0:
                if self.text[start] == "#":
                    self._comment(start)
                    return
                frame.begun = start
            self.at = match.end()
            if kind == "gap":
                self._end_word(match.start("gap"))
            return
        self.at = match.end()
        if kind == "blank":
            self._end_word(start)
        elif kind == "newline":
            self._newline(start)
        else:
            self._special(match, kind, start)

    def _special(self, match: re.Match[str], kind: str, start: int) -> None:
        frame = self.frame
        if kind == "quote":
            frame.begun = start if frame.begun < 0 else frame.begun
            self.quotes[-1] = 1
        elif kind in ("substitution", "backquote"):
            self._nested(kind, start)
        elif frame.test and match[0] in ("(", ")", "|"):
            frame.begun = start if frame.begun < 0 else frame.begun
        elif kind == "separator":
            self._separated(match[0], start)
        elif kind == "opened":
            self._opened(start)
        elif kind == "closed":
            self._closed(start)
        else:
            self._end_word(start)
            if match["delimiter"]:
                self.awaited.append((match["delimiter"], self._written(start)))

    def _written(self, end: int) -> str:
        """Return what the current command says so far."""
        words = self.frame.words
        return self.text[words[0][0] : end] if words else ""

    def _in_quotes(self) -> None:
        match = QUOTED.match(self.text, self.at)
        if match is None:
            self.at = len(self.text)
            return
        self.at = match.end()
        kind = match.lastgroup
        if kind == "unquote":
            self.quotes[-1] = 0
        elif kind in ("substitution", "backquote"):
            self._nested(kind, match.start())

    def _nested(self, kind: str, start: int) -> None:
        frame = self.frame
        if kind == "backquote" and frame.closer == "`" and not self.quotes[-1]:
            self._leave(start)
            return
        if frame.begun < 0:
            frame.begun = start
        if len(self.open) < DEEPEST:
            self._enter(Frame(self.at, "`" if kind == "backquote" else ")"))

    def _enter(self, frame: Frame) -> None:
        self.open.append(self.frame)
        self.quotes.append(0)
        self.frame = frame

    def _leave(self, end: int) -> None:
        self._end_command(end)
        inner, self.frame = self.frame, self.open.pop()
        self.quotes.pop()
        self.frame.holes.append((inner.start, end))

    def _separated(self, sign: str, start: int) -> None:
        if self.frame.array:
            self._end_word(start)
            return
        before = (self.frame.before or self._written(start)) if sign in ("|", "|&") else ""
        self._end_command(start)
        self.frame.before = before

    def _opened(self, start: int) -> None:
        frame = self.frame
        name = ARRAY.fullmatch(self.text, frame.begun, start) if frame.begun >= 0 else None
        if name and len(self.open) < DEEPEST:
            self._enter(Frame(self.at, ")", array=name[1]))
            return
        self._end_command(start)
        frame.parens += 1

    def _closed(self, start: int) -> None:
        frame = self.frame
        if frame.closer == ")" and not frame.parens:
            self._leave(start)
            return
        self._end_command(start)
        frame.parens = max(0, frame.parens - 1)

    def _comment(self, start: int) -> None:
        end = self.text.find("\n", start)
        end = len(self.text) if end < 0 else end
        self.comments.append((start, end))
        continued = (
            self.frame.words and self.text.rfind("\\\n", self.frame.words[-1][1], start) >= 0
        )
        self.at = min(end + 1, len(self.text)) if continued else end

    def _newline(self, start: int) -> None:
        if self.frame.array:
            self._end_word(start)
        else:
            self._end_command(start)
            self.frame.test = False
        for delimiter, reader in self.awaited:
            lines = self.closings.get(delimiter, [])
            index = bisect_left(lines, (self.at, 0))
            if index < len(lines):
                self.bodies.append(Body(self.at, lines[index][0], reader))
                self.at = lines[index][1]
        self.awaited.clear()

    @cached_property
    def closings(self) -> dict[str, list[Span]]:
        """Every line that is one word: where a here-document of that name may end."""
        found: dict[str, list[Span]] = defaultdict(list)
        for match in CLOSING.finditer(self.text):
            found[match[1]].append(match.span())
        return found

    def _end_word(self, end: int) -> None:
        frame = self.frame
        if frame.begun < 0:
            return
        if end - frame.begun == len("[["):
            written = self.text[frame.begun : end]
            frame.test = written == "[[" or (frame.test and written != "]]")
        frame.words.append((frame.begun, end, tuple(frame.holes)))
        frame.begun = -1
        frame.holes.clear()

    def _end_command(self, end: int) -> None:
        self._end_word(end)
        frame = self.frame
        if frame.words:
            self._keep(frame, end)
            frame.words = []
        frame.before = ""

    def _keep(self, frame: Frame, end: int) -> None:
        start, stop, _ = frame.words[0]
        opening = self.text[start:stop] if stop - start == len("case") else ""
        if opening == "case" and len(frame.words) > 1:
            frame.subject = self.text[frame.words[1][0] : frame.words[1][1]]
        elif opening == "esac":
            frame.subject = ""
        if DIGITS.search(self.text, start, end):
            words = tuple(self._word(*word) for word in frame.words)
            self.commands.append(Command(words, frame.array, frame.subject, frame.before))

    def _word(self, start: int, end: int, holes: tuple[Span, ...]) -> Word:
        first = self.text[start]
        if first in "\"'" and end - start > 1 and self.text.find(first, start + 1) == end - 1:
            return Word(self.text[start + 1 : end - 1], start + 1, quoted=True, holes=holes)
        return Word(self.text[start:end], start, holes=holes)

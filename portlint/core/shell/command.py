"""What a shell script is made of; offsets are characters of the script."""

from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """A word at character `start`, without its quotes; `holes` are the commands inside it."""

    text: str
    start: int
    quoted: bool = False
    holes: tuple[Span, ...] = ()

    @property
    def end(self) -> int:
        """One past the last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Command:
    """Words between two separators.

    `array` is the variable whose elements they are (`PORTS=(80 443)`), `subject` what the
    enclosing `case` asks about, `before` the command that pipes into this one.
    """

    words: tuple[Word, ...]
    array: str = ""
    subject: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A here-document from `start` to `end`; `reader` is the command that reads it."""

    start: int
    end: int
    reader: str


@dataclass(frozen=True, slots=True)
class Script:
    """The commands of a script that hold two digits or more, in the order in which they end."""

    commands: tuple[Command, ...]
    comments: tuple[Span, ...]
    bodies: tuple[Body, ...]

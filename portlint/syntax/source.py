"""One file, as a language sees it: its bytes, a view of them as text, and places in it."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from portlint.core import Confidence, Context, Location, PortUse, Role
from portlint.core.grammar import Mention

SHOWN = 160


@dataclass(frozen=True)
class Source:
    """A file: its path (POSIX, relative to the root), bytes, and what its path says of it."""

    path: str
    data: bytes
    format: str
    context: Context = Context.CODE

    @cached_property
    def text(self) -> str:
        """The bytes as Latin-1, so that a character offset is a byte offset."""
        return self.data.decode("latin-1")

    @cached_property
    def is_ascii(self) -> bool:
        """Whether a byte is a character throughout."""
        return self.data.isascii()

    @cached_property
    def starts(self) -> list[int]:
        """The byte offset at which each line begins."""
        lengths = accumulate(map(len, self.data.split(b"\n")), initial=0)
        return [before + ends for ends, before in enumerate(lengths)][:-1]

    def line(self, number: int) -> str:
        """Return the 1-based line, decoded for people, without its end."""
        starts = self.starts
        end = starts[number] if number < len(starts) else len(self.data)
        return self.data[starts[number - 1] : end].decode("utf-8", "replace").rstrip("\r\n")

    def place(self, start: int, end: int) -> Location:
        """Return the place of the bytes from `start` to `end` (exclusive)."""
        line, column = self._point(start)
        end_line, end_column = self._point(end)
        return Location(self.path, line, column, end_line, end_column, start, end)

    def _point(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        begin = self.starts[line - 1]
        if self.is_ascii:
            return line, offset - begin + 1
        return line, len(self.data[begin:offset].decode("utf-8", "replace")) + 1

    def use(  # noqa: PLR0913  (each is optional, and named at every call)
        self,
        start: int,
        end: int,
        role: Role,
        *,
        host: str = "",
        scheme: str = "",
        name: str = "",
        default_of: str = "",
        context: Context | None = None,
        confidence: Confidence = Confidence.HIGH,
        service: str = "",
        transport: str = "",
        format: str = "",  # noqa: A002  (the field's name)
    ) -> PortUse:
        """Return the port whose digits are the bytes from `start` to `end`."""
        place = self.place(start, end)
        return PortUse(
            place,
            int(self.text[start:end]),
            role,
            readable(host),
            scheme,
            readable(name),
            default_of,
            context or self.context,
            confidence,
            readable(service),
            transport,
            format or self.format,
            excerpt(self.line(place.line), place.column),
        )

    def mentioned(  # noqa: PLR0913  (each is optional, and named at every call)
        self,
        mention: Mention,
        base: int,
        *,
        role: Role | None = None,
        name: str = "",
        context: Context | None = None,
        service: str = "",
        format: str = "",  # noqa: A002  (the field's name)
    ) -> PortUse:
        """Return the port of a mention in text that began at byte `base`; `role` overrules."""
        return self.use(
            base + mention.start,
            base + mention.end,
            role or mention.role,
            host=mention.host,
            scheme=mention.scheme,
            name=mention.name or name,
            default_of=mention.default_of,
            context=context,
            confidence=mention.confidence,
            service=service,
            transport=mention.transport,
            format=format,
        )


def readable(text: str) -> str:
    """Undo the Latin-1 view for text that people will see."""
    return text if text.isascii() else text.encode("latin-1", "replace").decode("utf-8", "replace")


def excerpt(line: str, column: int) -> str:
    """Trim a line to what can be shown, keeping the 1-based `column` in it."""
    if len(line) > SHOWN:
        begin = max(0, column - SHOWN // 2)
        line = line[begin : begin + SHOWN]
    return line.strip()

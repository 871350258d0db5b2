"""Characters to places: YAML's marks count characters, a Location counts bytes too."""

from bisect import bisect_right
from itertools import accumulate

from portlint.core import Location

STEP = 1024
"""Characters between two known byte offsets; a registry may well be one line of JSON."""


class Places:
    """Where the characters of one text are; `skipped` bytes stand before it in the file."""

    def __init__(self, path: str, text: str, skipped: int = 0) -> None:
        self.path = path
        self._text = text
        breaks = (index + 1 for index, character in enumerate(text) if character == "\n")
        self._lines = [0, *breaks]
        sizes = (
            len(text[at : at + STEP].encode("utf-8", "surrogatepass"))
            for at in range(0, len(text), STEP)
        )
        self._bytes = list(accumulate(sizes, initial=skipped))

    def between(self, start: int, end: int) -> Location:
        """Return the place of characters `start` to `end`, cut where the first line ends."""
        start = min(start, len(self._text))
        line = bisect_right(self._lines, start)
        begin = self._lines[line - 1]
        stop = self._lines[line] if line < len(self._lines) else len(self._text)
        if end >= stop:
            end = start + len(self._text[start:stop].rstrip())
        end = max(start, end)
        return Location(
            self.path,
            line,
            start - begin + 1,
            line,
            end - begin + 1,
            self._offset(start),
            self._offset(end),
        )

    def whole(self, start: int, end: int) -> Location:
        """Return the place of characters `start` to `end`, over all its lines."""
        line, last = bisect_right(self._lines, start), bisect_right(self._lines, end)
        return Location(
            self.path,
            line,
            start - self._lines[line - 1] + 1,
            last,
            end - self._lines[last - 1] + 1,
            self._offset(start),
            self._offset(end),
        )

    def _offset(self, index: int) -> int:
        known = index // STEP
        return self._bytes[known] + len(
            self._text[known * STEP : index].encode("utf-8", "surrogatepass")
        )

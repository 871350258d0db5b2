"""Where something stands in a file."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Location:
    """A stretch of one line (rarely more) of one file.

    `path` is POSIX and relative to the repository root. Lines and columns are 1-based; columns
    count characters (Unicode code points); `end_column` is one past the last character.
    `start` and `end` are byte offsets, `end` exclusive.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    start: int = 0
    end: int = 0

    @property
    def spot(self) -> str:
        """Its path and line, for what needs no column."""
        return f"{self.path}:{self.line}"

    def __str__(self) -> str:
        return f"{self.spot}:{self.column}"

"""Read a corpus page: `## case`, then fences named by path; comments on a line say what it holds.

`expect: PRT101` (or `expect: PRT101, PRT205`) at a line's end: these findings, no others.
`port: 8080 publish, 80 container` at a line's end: these ports in these roles, no others.
An `expect` fence says the same for files without comments: `path:line 8080 listen` or
`path:line PRT101`, one a line.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent / "corpus"
FINDING = re.compile(r"expect: (?P<codes>PRT\d+(?:, PRT\d+)*)(?: \d+)?\s*(?:\*/|-->)?\s*$")
PORTS = re.compile(r"port: (?P<ports>\d+ [a-z]+(?:, \d+ [a-z]+)*)\s*(?:\*/|-->|\*/\})?\s*$")
STATED = re.compile(r"(?P<path>\S+):(?P<line>\d+) (?P<what>PRT\d+|\d+ [a-z]+)$")

Expected = Counter[tuple[str, int, str]]


@dataclass
class Case:
    page: str
    name: str
    line: int
    files: dict[str, str] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    stated: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.page}::{self.name}"

    @property
    def findings(self) -> Expected:
        """Count (path, 1-based line, code)."""
        marked = self._marked(FINDING, "codes")
        return marked + Counter(what for what in self._stated() if what[2].startswith("PRT"))

    @property
    def ports(self) -> Expected:
        """Count (path, 1-based line, `8080 listen`)."""
        marked = self._marked(PORTS, "ports")
        return marked + Counter(what for what in self._stated() if not what[2].startswith("PRT"))

    @property
    def speaks_of_ports(self) -> bool:
        return bool(self.ports) or self.page.startswith("lang_")

    def _marked(self, pattern: re.Pattern[str], group: str) -> Expected:
        return Counter(
            (path, number, what.strip())
            for path, text in self.files.items()
            for number, line in enumerate(text.splitlines(), 1)
            if (match := pattern.search(line))
            for what in match[group].split(",")
        )

    def _stated(self) -> Iterator[tuple[str, int, str]]:
        for line in self.stated:
            match = STATED.match(line)
            assert match, f"{self}: cannot read the expectation {line!r}"
            yield match["path"], int(match["line"]), match["what"]

    def where(self, path: str, line: int) -> str:
        """Place in the page, so that a failure can be clicked."""
        start = self.starts.get(path, self.line)
        return f"tests/corpus/{self.page}:{start + line} ({path}:{line})"


def cases(root: Path = ROOT) -> Iterator[Case]:
    for page in sorted(root.glob("*.md")):
        yield from _page(page)


def _page(page: Path) -> Iterator[Case]:
    case: Case | None = None
    path = fence = ""
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        if fence and line == fence:
            path = fence = ""
        elif fence and case:
            _collect(case, path, line)
        elif line.startswith("## "):
            if case:
                yield case
            case = Case(page.name, line.removeprefix("## "), number)
        elif line.startswith("```") and case:
            fence = "`" * (len(line) - len(line.lstrip("`")))
            words = line.lstrip("`").split()
            path = "" if words == ["expect"] else words[1]
            if path:
                case.files[path] = ""
                case.starts[path] = number
    if case:
        yield case


def _collect(case: Case, path: str, line: str) -> None:
    if path:
        case.files[path] += f"{line}\n"
    elif line.strip():
        case.stated.append(line.strip())

"""The full text: each finding with its source line, a caret under it, and its other end."""

from collections.abc import Iterator, Sequence
from unicodedata import combining, east_asian_width
from urllib.parse import quote

from portlint.core import Finding, Report, Rule, Severity, Style, reporter
from portlint.core.location import Location

RED, YELLOW, BLUE, BOLD, DIM, PLAIN = "31;1", "33;1", "34;1", "1", "2", "0"
COLORS = {Severity.ERROR: RED, Severity.WARNING: YELLOW, Severity.NOTE: BLUE}
WIDTH = 120


def paint(text: str, code: str, style: Style) -> str:
    """Colour text where there is colour."""
    return f"\x1b[{code}m{text}\x1b[{PLAIN}m" if style.color else text


def link(place: Location, report: Report, style: Style) -> str:
    """Return a place, as a hyperlink to its file where the terminal has links."""
    if not style.links or not report.root:
        return str(place)
    url = f"file://{quote(report.root, errors='surrogateescape')}/{quote(place.path)}"
    return f"\x1b]8;;{url}\x1b\\{place}\x1b]8;;\x1b\\"


def columns(text: str) -> int:
    """Return how many columns of a terminal text takes: wide characters two, accents none."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


@reporter("text")
def text(report: Report, rules: Sequence[Rule], style: Style) -> str:
    """Each finding with its source line and its other end."""
    del rules
    blocks = [_block(finding, report, style) for finding in report.findings]
    return "".join(f"{block}\n" for block in blocks)


def _block(finding: Finding, report: Report, style: Style) -> str:
    head = paint(f"{finding.severity.value}[{finding.code}]", COLORS[finding.severity], style)
    lines = [f"{head} {paint(finding.message, BOLD, style)}"]
    lines += _excerpt(finding.location, report, style, "^", COLORS[finding.severity])
    for related in finding.related:
        lines.append(f"   {paint('=', DIM, style)} {related.message}")
        lines += _excerpt(related.location, report, style, "-", BLUE)
    return "\n".join(lines) + "\n"


def _excerpt(
    place: Location, report: Report, style: Style, mark: str, color: str
) -> Iterator[str]:
    """Yield the place, its line, and the marks under what it covers."""
    yield f"  {paint('-->', DIM, style)} {link(place, report, style)}"
    line = report.lines.get((place.path, place.line))
    if line is None or not line.strip():
        return
    begin = max(0, place.column - 1 - WIDTH // 2) if len(line) > WIDTH else 0
    shown = line[begin : begin + WIDTH].replace("\t", " ")
    start = place.column - 1 - begin
    stop = place.end_column - 1 - begin if place.end_line == place.line else len(shown)
    before, marked = columns(shown[:start]), max(1, columns(shown[start:stop]))
    number = str(place.line)
    gutter = paint(f"{' ' * len(number)} |", DIM, style)
    yield f" {gutter}"
    yield f" {paint(f'{number} |', DIM, style)} {shown}"
    yield f" {gutter} {' ' * before}{paint(mark * marked, color, style)}"

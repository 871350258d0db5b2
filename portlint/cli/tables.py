"""Port occurrences as a table, JSON, CSV or a spreadsheet."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from portlint.cli.terminal import fail, safe_line, safe_path
from portlint.core import PortUse, Registry

COLUMNS = (
    "path line column end_column port role host scheme name default_of context confidence "
    "service text"
).split()
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run; a quote before it makes it text."""

GROUPS = {"file": "path", "port": "port", "service": "service"}
"""What occurrences may be grouped by, and the column that says so."""

WIDTH = 80
"""Characters of a source line that a table shows."""

Row = dict[str, str | int]
Rows = Sequence[Row]


def render(
    name: str, uses: Sequence[PortUse], registry: Registry | None, group: str | None = None
) -> str | bytes:
    """Return the occurrences in one of `FORMATS`, in order of place or of a group in `GROUPS`."""
    rows = [row(use, registry) for use in sorted(uses, key=lambda use: use.location)]
    if group:
        rows.sort(key=lambda one: (one[GROUPS[group]], one["port"]))
    if name == "table" and group:
        return grouped(rows, GROUPS[group])
    return FORMATS[name](rows)


def row(use: PortUse, registry: Registry | None) -> Row:
    """Return one occurrence as DESIGN's JSON has it, with nothing that steers a terminal."""
    return {
        "path": safe_path(use.location.path),
        "line": use.location.line,
        "column": use.location.column,
        "end_column": use.location.end_column,
        "port": use.port,
        "role": use.role.value,
        "host": safe_line(use.host),
        "scheme": safe_line(use.scheme),
        "name": safe_line(use.name),
        "default_of": safe_line(use.default_of),
        "context": use.context.value,
        "confidence": use.confidence.value,
        "service": safe_line(use.service or _owner(use, registry)),
        "text": safe_line(use.text),
    }


def _owner(use: PortUse, registry: Registry | None) -> str:
    owners = {service.name for service, _ in registry.owners(use.port)} if registry else set()
    return owners.pop() if len(owners) == 1 else ""


def as_json(rows: Rows) -> str:
    """Return `{"version": 1, "occurrences": […]}`."""
    found = {"version": 1, "occurrences": list(rows)}
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def as_csv(rows: Rows) -> str:
    """Return comma-separated values with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([[_inert(one[name]) for name in COLUMNS] for one in rows])
    return out.getvalue()


def _inert(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_table(rows: Rows) -> str:
    """Return aligned columns for a terminal."""
    if not rows:
        return "no ports found\n"
    return "\n".join([*_aligned(rows), _counted(rows)]) + "\n"


def grouped(rows: Rows, column: str) -> str:
    """Return a table for each value of a column, headed by it."""
    if not rows:
        return "no ports found\n"
    parts = []
    for value, members in groupby(rows, key=lambda one: one[column]):
        own = list(members)
        head = f"{value or 'no service'} ({len(own)})"
        parts.append("\n".join([head, *(f"  {line}" for line in _aligned(own))]))
    return "\n\n".join([*parts, _counted(rows)]) + "\n"


def _aligned(rows: Rows) -> Iterator[str]:
    places = [f"{one['path']}:{one['line']}" for one in rows]
    port = max(len(str(one["port"])) for one in rows)
    role = max(len(str(one["role"])) for one in rows)
    wide = max(map(len, places))
    for one, place in zip(rows, places, strict=True):
        text = str(one["text"])[:WIDTH]
        yield f"{one['port']:>{port}}  {one['role']:<{role}}  {place:<{wide}}  {text}".rstrip()


def _counted(rows: Rows) -> str:
    ports = len({one["port"] for one in rows})
    files = len({one["path"] for one in rows})
    return f"{len(rows)} occurrences of {ports} ports in {files} files"


def as_xlsx(rows: Rows) -> bytes:
    """Return an Excel workbook."""
    try:
        from openpyxl import Workbook  # noqa: PLC0415  (an extra)
    except ImportError:
        fail("spreadsheets need an extra: pip install 'portlint[xlsx]'")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("ports")
    sheet.append(COLUMNS)
    for one in rows:
        sheet.append([_inert(one[name]) for name in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FORMATS: dict[str, Callable[[Rows], str | bytes]] = {
    "table": as_table,
    "json": as_json,
    "csv": as_csv,
    "xlsx": as_xlsx,
}

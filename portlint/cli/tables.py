"""Port occurrences as a table, JSON, CSV or a spreadsheet."""

import csv
import io
import json
from collections.abc import Callable, Sequence

from portlint.cli.terminal import fail, safe
from portlint.core import PortUse, Registry

COLUMNS = (
    "path line column end_column port role host scheme name default_of context confidence "
    "service text"
).split()
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run; a quote before it makes it text."""


def render(name: str, uses: Sequence[PortUse], registry: Registry | None) -> str | bytes:
    """Return the occurrences in one of `FORMATS`."""
    return FORMATS[name]([row(use, registry) for use in uses])


def row(use: PortUse, registry: Registry | None) -> dict[str, str | int]:
    """Return one occurrence as DESIGN's JSON has it."""
    return {
        "path": use.location.path,
        "line": use.location.line,
        "column": use.location.column,
        "end_column": use.location.end_column,
        "port": use.port,
        "role": use.role.value,
        "host": use.host,
        "scheme": use.scheme,
        "name": use.name,
        "default_of": use.default_of,
        "context": use.context.value,
        "confidence": use.confidence.value,
        "service": use.service or _owner(use, registry),
        "text": use.text,
    }


def _owner(use: PortUse, registry: Registry | None) -> str:
    owners = {service.name for service, _ in registry.owners(use.port)} if registry else set()
    return owners.pop() if len(owners) == 1 else ""


Rows = Sequence[dict[str, str | int]]


def as_json(rows: Rows) -> str:
    """Return `{"version": 1, "occurrences": […]}`."""
    return (
        json.dumps({"version": 1, "occurrences": list(rows)}, indent=1, ensure_ascii=False) + "\n"
    )


def as_csv(rows: Rows) -> str:
    """Return comma-separated values with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([[_inert(one[name]) for name in COLUMNS] for one in rows])
    return out.getvalue()


def _inert(value: str | int) -> str | int:
    if isinstance(value, str):
        value = safe(value)
        return f"'{value}" if value.startswith(FORMULA) else value
    return value


def as_table(rows: Rows) -> str:
    """Return aligned columns for a terminal."""
    if not rows:
        return "no ports found\n"
    shown = [
        (str(one["port"]), str(one["role"]), f"{one['path']}:{one['line']}", str(one["text"])[:80])
        for one in rows
    ]
    widths = [max(len(line[i]) for line in shown) for i in range(3)]
    lines = [
        f"{port:>{widths[0]}}  {role:<{widths[1]}}  {place:<{widths[2]}}  {text}".rstrip()
        for port, role, place, text in shown
    ]
    ports = len({one["port"] for one in rows})
    files = len({one["path"] for one in rows})
    lines.append(f"{len(rows)} occurrences of {ports} ports in {files} files")
    return safe("\n".join(lines)) + "\n"


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

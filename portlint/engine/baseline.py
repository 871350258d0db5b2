"""The file of findings that are known: JSON that git merges, for it holds no line number."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from portlint.engine.known import Key

VERSION = 1
FIELDS = ("path", "rule", "subject", "text")
END = "{}"
"""Stands after the last finding, so that every finding's line ends with a comma: a finding that is
added changes no line but its own."""


class BadBaseline(Exception):  # noqa: N818  (it is what happened, and is caught by name)
    """A file is no baseline; the message says why."""


def render(known: Counter[Key]) -> str:
    """Return the file: a finding a line, sorted, with an empty line between two paths.

    The empty line is what keeps git from a conflict where two branches change neighbouring files.
    """
    rows = (
        "".join(f"{_row(key, known[key])},\n" for key in keys)
        for _, keys in groupby(sorted(+known), key=lambda key: key.path)
    )
    blocks = "\n".join((*rows, f"{END}\n"))
    return f'{{"version": {VERSION},\n"findings": [\n{blocks}]}}\n'


def _row(key: Key, count: int) -> str:
    row = {**dict(zip(FIELDS, key, strict=True)), "count": count}
    return json.dumps(row, ensure_ascii=not "".join(key).isprintable())


def parse(text: str) -> Counter[Key]:
    """Read what `render` wrote, also in another order; raise BadBaseline where it is none.

    A row that a merge left twice counts once, by the larger count.
    """
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as error:
        conflict = "\n<<<<<<<" in text or text.startswith("<<<<<<<")
        reason = "holds the marks of a merge conflict" if conflict else f"is no JSON: {error}"
        raise BadBaseline(reason) from error
    if not isinstance(table, dict) or table.get("version") != VERSION:
        reason = f"is no baseline of version {VERSION}"
        raise BadBaseline(reason)
    found: Counter[Key] = Counter()
    for key, count in _rows(table.get("findings")):
        found[key] = max(found[key], count)
    return found


def _rows(rows: Any) -> Iterator[tuple[Key, int]]:
    for row in rows if isinstance(rows, list) else [None]:
        if row == {}:
            continue
        table = row if isinstance(row, dict) else {}
        values = [str(table[name]) for name in FIELDS if isinstance(table.get(name), str)]
        count = table.get("count", 1)
        if len(values) < len(FIELDS) or type(count) is not int:
            reason = f"holds {json.dumps(row)[:80]}, which is no finding"
            raise BadBaseline(reason)
        yield Key(*values), count

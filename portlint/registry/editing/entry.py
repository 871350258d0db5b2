"""A new entry, in the style of those around it."""

from portlint.registry.editing.layout import Layout, Splice
from portlint.syntax.documents.composed import Mapping, Scalar, Sequence

Pairs = list[tuple[str, str]]
"""Keys, each with its value written as YAML."""

INDENT = "  "


def added(layout: Layout, pairs: Pairs, stack: str) -> Splice:
    """Put an entry behind the last one of its stack, else behind the last of all."""
    services = layout.services
    entries = layout.entries()
    if not entries:
        return _first(layout, pairs)
    beside = next((one for one in reversed(entries) if _stack(layout, one) == stack), entries[-1])
    if layout.is_flow(services):
        return _in_brackets(layout, beside, pairs)
    dash = layout.dash(beside)
    column = layout.column(dash)
    lead = " " * column + "-" + " " * max(1, beside.start - dash - 1)
    own = layout.text[dash + 1 : beside.start]
    lead = lead if "\n" not in own else f"{' ' * column}- "
    lines = _block(pairs, lead) if not layout.is_flow(beside) else [f"{lead}{_flow(pairs)}"]
    gap = [""] if _spaced(layout, entries) else []
    at = layout.after(beside)
    return Splice(at, at, "".join(f"{layout.newline}{line}" for line in [*gap, *lines]))


def _block(pairs: Pairs, lead: str) -> list[str]:
    return [
        f"{lead if at == 0 else ' ' * len(lead)}{key}: {value}"
        for at, (key, value) in enumerate(pairs)
    ]


def _flow(pairs: Pairs, *, quoted: bool = False) -> str:
    written = (f'"{key}": {value}' if quoted else f"{key}: {value}" for key, value in pairs)
    return "{" + ", ".join(written) + "}"


def _stack(layout: Layout, entry: Mapping) -> str:
    pair = layout.pair(entry, "stack")
    return pair[1].text if pair and isinstance(pair[1], Scalar) else ""


def _spaced(layout: Layout, entries: list[Mapping]) -> bool:
    """Tell whether blank lines stand between entries."""
    if len(entries) < 2:  # noqa: PLR2004  (two make a gap)
        return True
    between = layout.text[layout.end(entries[-2]) : entries[-1].start]
    return any(not line.strip() for line in between.split("\n")[1:-1])


def _in_brackets(layout: Layout, beside: Mapping, pairs: Pairs) -> Splice:
    key = beside.pairs[0][0]
    quoted = isinstance(key, Scalar) and key.quoted
    end = layout.end(beside)
    start = layout.text.rfind("\n", 0, beside.start) + 1
    own_line = not layout.text[start : beside.start].strip()
    gap = layout.newline + layout.text[start : beside.start] if own_line else " "
    return Splice(end, end, f",{gap}{_flow(pairs, quoted=quoted)}")


def _first(layout: Layout, pairs: Pairs) -> Splice:
    """Write the first entry below `services:`."""
    services = layout.services
    lines = "".join(f"{layout.newline}{line}" for line in _block(pairs, f"{INDENT}- "))
    pair = layout.pair(layout.root, "services")
    colon = layout.text.index(":", pair[0].end if pair else 0) + 1
    end = layout.end(services) if isinstance(services, Sequence) else max(services.end, colon)
    return Splice(colon, end, lines)

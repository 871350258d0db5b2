"""A key of one entry is set, or put beside another."""

from portlint.registry.editing.layout import Layout, Splice
from portlint.registry.quoting import scalar
from portlint.syntax.documents.composed import Mapping, Scalar


def set_key(layout: Layout, entry: Mapping, key: str, value: str, after: str = "") -> Splice:
    """Give a key a value, written as YAML: in its place, else behind `after` or the last key."""
    found = layout.pair(entry, key)
    if found is None:
        return insert(layout, entry, [(key, value)], after)
    start, end = layout.span(*found)
    if start == end:
        return (
            Splice(found[0].end, found[0].end, "") if not value else _filled(layout, found, value)
        )
    return Splice(start, end, value)


def _filled(layout: Layout, found: tuple[Scalar, object], value: str) -> Splice:
    """Write a value behind a key that has none."""
    colon = layout.text.index(":", found[0].end) + 1
    return Splice(colon, colon, f" {value}")


def insert(
    layout: Layout, entry: Mapping, pairs: list[tuple[str, str]], after: str = ""
) -> Splice:
    """Put keys, their values written as YAML, behind the key `after`, else behind the last one."""
    beside = layout.pair(entry, after) if after else None
    key, value = beside or entry.pairs[-1]
    assert isinstance(key, Scalar)  # noqa: S101  (a registry's keys are checked to be words)
    end = max(layout.span(key, value)[1], layout.text.find(":", key.end) + 1)
    quoted = key.quoted and layout.is_flow(entry)
    words = [f'"{name}": {given}' if quoted else f"{name}: {given}" for name, given in pairs]
    if layout.is_flow(entry):
        return Splice(end, end, "".join(f", {one}" for one in words))
    at = layout.line_end(end)
    indent = " " * layout.column(entry.pairs[0][0].start)
    return Splice(at, at, "".join(f"{layout.newline}{indent}{one}" for one in words))


def renamed(layout: Layout, entry: Mapping, old: str, new: str) -> list[Splice]:
    """Put a new name wherever an entry depends on the old one, or is replaced by it."""
    found: list[Splice] = []
    for name in ("depends_on", "replacement"):
        pair = layout.pair(entry, name)
        values = _scalars(pair) if pair else []
        found += [
            Splice(one.start, one.end, scalar(new))
            for one in values
            if one.text == old and pair and one.start >= pair[0].end
        ]
    return found


def _scalars(pair: tuple[Scalar, object]) -> list[Scalar]:
    value = pair[1]
    if isinstance(value, Scalar):
        return [value]
    items = getattr(value, "items", [])
    return [one for one in items if isinstance(one, Scalar)]

"""Entries of Compose files as they are written, before any file is merged."""

from collections.abc import Mapping
from dataclasses import dataclass

from portlint.core import Document, Edit, Location, Map, Project, Text, Value
from portlint.core.judgement import runs
from portlint.core.tree import texts
from portlint.deployment.once import once


@dataclass(frozen=True, slots=True)
class Entry:
    """One item below `ports` of a service; `place` is where a `Publication` says it stands."""

    service: str
    value: Value
    place: Location


@once
def services_written(project: Project) -> Mapping[tuple[str, str], Map]:
    """Return what each Compose file says of each service itself, by path and name."""
    return {
        (document.location.path, key.value): value
        for document in project.facts.of(Document)
        if document.dialect == "compose"
        for key, value in document.root.map("services").pairs
        if isinstance(value, Map)
    }


@once
def port_entries(project: Project) -> Mapping[Location, Entry]:
    """Return the entries of `ports` in files that run, by place; what is shared, once."""
    found: dict[Location, Entry] = {}
    for (path, service), written in services_written(project).items():
        if runs(path):
            for value in written.items("ports"):
                place = _place(value)
                found.setdefault(place, Entry(service, value, place))
    return found


def _place(value: Value) -> Location:
    return value.pairs[0][0].location if isinstance(value, Map) and value.pairs else value.location


def between(first: Location, last: Location) -> Location:
    """Return the stretch from the begin of one place to the end of another."""
    return Location(
        first.path, first.line, first.column, last.end_line, last.end_column,
        first.start, last.end,
    )  # fmt: skip


def ahead(place: Location) -> Location:
    """Return the empty stretch before a place."""
    return Location(
        place.path, place.line, place.column, place.line, place.column, place.start, place.start
    )


def behind(place: Location, more: int = 0) -> Location:
    """Return the empty stretch behind a place, or so many ASCII characters further on."""
    column, end = place.end_column + more, place.end + more
    return Location(place.path, place.end_line, column, place.end_line, column, end, end)


def quoted(value: Text, text: str) -> Edit:
    """Return the edit that writes a text, which holds no quotes, in the place of a scalar."""
    return Edit(value.location, f'"{text}"' if value.plain else text)


def _end(text: Text) -> Location:
    """Return the empty stretch behind a scalar and its closing quote."""
    return behind(text.location, 0 if text.plain else 1)


def behind_key(written: Map, name: str) -> Location | None:
    """Return where a key's value may be given a tag; None where it has one, or is shared."""
    for key, value in written.pairs:
        own = key.value == name and not value.tag
        if own and value.location.path == key.location.path and value.location > key.location:
            return behind(_end(key), len(":"))
    return None


def without(written: Map, name: str) -> Location | None:
    """Return what to take out so that a service loses a key; None where that is not plain.

    Taken out is no more than the key with its value: no comment, nothing that an alias brings.
    """
    keys = [key for key, _ in written.pairs]
    at = next((number for number, key in enumerate(keys) if key.value == name), None)
    last = _last(written.pairs[at][1]) if at is not None else None
    if at is None or last is None or not keys[at].plain:
        return None
    key, end = keys[at].location, _end(last)
    if end.path != key.path or end.start < key.start:
        return None
    if at + 1 < len(keys):
        following = keys[at + 1]
        near = end < following.location and following.location.line - end.line in (0, 1)
        return between(key, ahead(following.location)) if near and following.plain else None
    before = written.pairs[at - 1][1] if at else None
    in_block = written.pairs[at][1].location.line > key.line
    if isinstance(before, Text) and in_block and key.line - before.location.end_line == 1:
        return between(_end(before), end)
    return None


def _last(value: Value) -> Text | None:
    """Return the last scalar below a value."""
    return max(texts(value), key=lambda one: one.location.end, default=None)

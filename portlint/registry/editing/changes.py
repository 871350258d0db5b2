"""What people do to a registry: add, rename, move, retire. Each gives the whole new text."""

from dataclasses import dataclass

from portlint.core import Port, Registry, Service
from portlint.registry.editing.checked import checked, decoded
from portlint.registry.editing.entry import Pairs, added
from portlint.registry.editing.keys import insert, renamed, set_key
from portlint.registry.editing.layout import Layout, Refused, Splice, spliced
from portlint.registry.loading import load
from portlint.registry.quoting import scalar
from portlint.syntax.documents.composed import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Edited:
    """A registry after an edit: its bytes, and what they say."""

    data: bytes
    registry: Registry


def add(data: bytes, path: str, pairs: Pairs) -> Edited:
    """Add a service; `pairs` are its keys, `name` among them, with their values as plain text."""
    given = dict(pairs)
    mark, text = decoded(data)
    layout = Layout(text)
    splices = [added(layout, pairs, given.get("stack", ""))]
    return _finished(mark, text, splices, path, {given["name"].strip('"')})


def rename(data: bytes, path: str, old: str, new: str) -> Edited:
    """Give a service another name, wherever the registry says the old one."""
    mark, text = decoded(data)
    layout = Layout(text)
    splices = [set_key(layout, layout.entry(old), "name", scalar(new))]
    for entry in layout.entries():
        splices += renamed(layout, entry, old, new)
    return _finished(mark, text, splices, path, {old, new}, {old: new})


def move(data: bytes, path: str, service: Service, port: Port, number: int) -> Edited:
    """Publish a service's port on another number of the host; its container's side stays."""
    mark, text = decoded(data)
    layout = Layout(text)
    entry = layout.entry(service.name)
    host, container, holder = "port", "container_port", entry
    if layout.pair(entry, "ports"):
        host, container, holder = "host", "container", _holder(layout, entry, service, port)
    splices = []
    pairs = [] if layout.pair(holder, host) else [(host, str(number))]
    if not pairs:
        splices.append(set_key(layout, holder, host, str(number)))
    stays = service.container and port.container == port.host
    if stays and not layout.pair(holder, container):
        pairs.append((container, str(port.container)))
    if pairs:
        beside = host if layout.pair(holder, host) else container
        splices.append(insert(layout, holder, pairs, beside))
    return _finished(mark, text, _joined(splices), path, {service.name})


def retire(data: bytes, path: str, name: str, replacement: str) -> Edited:
    """Mark a service as one that goes away, with what to use in its place."""
    mark, text = decoded(data)
    layout = Layout(text)
    entry = layout.entry(name)
    given = [("deprecated", "true")]
    given += [("replacement", scalar(replacement))] if replacement else []
    own = [pair for pair in given if layout.pair(entry, pair[0])]
    fresh = [pair for pair in given if pair not in own]
    splices = [set_key(layout, entry, *pair) for pair in own]
    splices += [insert(layout, entry, fresh)] if fresh else []
    return _finished(mark, text, _joined(splices), path, {name})


def _holder(layout: Layout, entry: Mapping, service: Service, port: Port) -> Mapping:
    """Return the mapping of one port of the full form."""
    pair = layout.pair(entry, "ports")
    value = pair[1] if pair else None
    items = value.items if isinstance(value, Sequence) else []
    at = service.ports.index(port)
    item = items[at] if at < len(items) else None
    if not isinstance(item, Mapping) or (pair and item.start < pair[0].end):
        reason = f"gives the ports of {service.name} through an alias: edit them by hand"
        raise Refused(reason)
    return item


def _joined(splices: list[Splice]) -> list[Splice]:
    """Put two splices at one place into one: what replaces a value, then what follows it."""
    found: list[Splice] = []
    for one in sorted(splices):
        if found and found[-1].end == one.start == one.end:
            found[-1] = Splice(found[-1].start, found[-1].end, found[-1].text + one.text)
        else:
            found.append(one)
    return found


def _finished(  # noqa: PLR0913, PLR0917  (what an edit is)
    mark: str,
    text: str,
    splices: list[Splice],
    path: str,
    changed: set[str],
    names: dict[str, str] | None = None,
) -> Edited:
    after = spliced(text, splices)
    registry = checked(text, after, path, changed, names or {})
    data = (mark + after).encode("utf-8")
    return Edited(data, load(data, path) if mark else registry)

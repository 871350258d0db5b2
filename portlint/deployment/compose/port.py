"""Ports in a Compose file, short and long, after their variables are put in."""

import re
from collections.abc import Iterable

from portlint.core import Map, Text, Value
from portlint.deployment.compose.interpolation import Lookup, words
from portlint.deployment.model import Exposed, Publication, Span, Words

SHORT = re.compile(
    r"(?:(?:(?P<ip>\[[^\]]*\]|[^\[\]]*):)?(?P<host>[\d-]*):)?(?P<target>[\d-]+)(?:/(?P<transport>\w+))?\Z"
)
SPAN = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?\Z")


def publication(value: Value, lookup: Lookup) -> Publication | None:
    """Return one entry of `ports`, None where it is no port."""
    return _short(value, lookup) if isinstance(value, Text) else _long(value, lookup)


def exposed(value: Value, lookup: Lookup) -> Exposed | None:
    """Return one entry of `expose`."""
    if not isinstance(value, Text):
        return None
    text, _, transport = words(value, lookup).text.partition("/")
    found = span(text.rpartition(":")[2])
    return Exposed(value.location, found, transport or "tcp") if found else None


def span(text: str) -> Span | None:
    """Return the first and last port of `80` or `80-90`."""
    match = SPAN.match(text.strip())
    if match is None:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    return (first, last) if 0 < first <= last < 65536 else None  # noqa: PLR2004  (ports)


def _short(value: Text, lookup: Lookup) -> Publication | None:
    whole = words(value, lookup)
    match = SHORT.match(whole.text.strip())
    target = span(match["target"]) if match else None
    if match is None or target is None:
        return None
    published = span(match["host"] or "")
    transport = (match["transport"] or "tcp").lower()
    ip = (match["ip"] or "").strip("[]")
    return _paired(value, target, published, ip, transport, (whole,))


def _long(value: Value, lookup: Lookup) -> Publication | None:
    if not isinstance(value, Map):
        return None
    read = {
        key.value: words(one, lookup)
        for key, one in value.pairs
        if isinstance(one, Text) and key.value in ("target", "published", "host_ip", "protocol")
    }
    texts = {key: one.text for key, one in read.items()}
    target = span(texts.get("target", ""))
    if target is None:
        return None
    published = span(texts.get("published", ""))
    transport = texts.get("protocol") or "tcp"
    ip = texts.get("host_ip", "")
    return _paired(value, target, published, ip, transport, tuple(read.values()))


def _paired(  # noqa: PLR0913, PLR0917  (the fields of an entry)
    value: Value,
    target: Span,
    published: Span | None,
    ip: str,
    transport: str,
    read: tuple[Words, ...],
) -> Publication:
    place = value.pairs[0][0].location if isinstance(value, Map) else value.location
    return Publication(place, target, published, ip, transport, read)


def publications(values: Iterable[Value], lookup: Lookup) -> tuple[Publication, ...]:
    """Return the entries of `ports`; of two that mean the same, the later counts."""
    found = (publication(one, lookup) for one in values)
    return tuple({_identity(one): one for one in found if one}.values())


def identity(value: Value, lookup: Lookup) -> str:
    """Return what makes two entries of `ports` one: address, both ports and transport."""
    one = publication(value, lookup)
    return _identity(one) if one else ""


def _identity(one: Publication) -> str:
    address = "" if one.host_ip == "0.0.0.0" else one.host_ip  # noqa: S104  (Compose's own rule)
    return f"{address}|{one.published}|{one.target}|{one.transport}"

"""One Compose file laid over another, by the rules that each key has."""

import re
from collections.abc import Callable

from portlint.core import Items, Map, Text, Value

VARIABLE = re.compile(r"\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
RESET, OVERRIDE = "!reset", "!override"
PAIRED = frozenset("environment labels args annotations sysctls extra_hosts".split())
"""Keys that take `K=V` lists as well as mappings."""

NAMED = frozenset("networks depends_on".split())
"""Keys that take lists of names as well as mappings."""

REPLACED = frozenset("command entrypoint test".split())
LISTED = frozenset("env_file dns dns_search tmpfs expose profiles".split())
"""Keys that take one value as well as a list."""

Key = Callable[[Value], str]


def merge(base: Value, over: Value, key: str, identity: Callable[[str, Value], str]) -> Value:
    """Return `over` laid upon `base`, which stand under `key`.

    `identity` names an item of a list, for those where one item takes the place of another.
    """
    if over.tag == OVERRIDE or key in REPLACED:
        return over
    base, over = normal(base, key), normal(over, key)
    if key == "extra_hosts" and isinstance(base, Map) and isinstance(over, Map):
        return Map(base.location, (*base.pairs, *over.pairs), over.tag)
    if isinstance(base, Map) and isinstance(over, Map):
        return _maps(base, over, identity)
    if isinstance(base, Items) and isinstance(over, Items):
        return _lists(base, over, key, identity)
    return base if isinstance(over, Text) and over.empty and not isinstance(base, Text) else over


def normal(value: Value, key: str) -> Value:
    """Return a value in the longer of the forms that its key allows."""
    if key == "build" and isinstance(value, Text):
        name = Text(value.location, "context")
        return Map(value.location, ((name, value),))
    if key in PAIRED and isinstance(value, Items):
        return Map(value.location, tuple(_pair(one, key) for one in _scalars(value)), value.tag)
    if key in NAMED and isinstance(value, Items):
        pairs = ((one, Text(one.location, "")) for one in _scalars(value))
        return Map(value.location, tuple(pairs), value.tag)
    if key in LISTED and isinstance(value, Text):
        return Items(value.location, () if value.empty else (value,), value.tag)
    return value


def _scalars(value: Items) -> list[Text]:
    return [one for one in value.items if isinstance(one, Text)]


def _pair(entry: Text, key: str) -> tuple[Text, Text]:
    """Split `K=V`, or `host:address` in extra_hosts; a name alone takes its value from outside."""
    plain = VARIABLE.sub(lambda match: "$" * len(match[0]), entry.value)
    sign = "=" if "=" in plain or key != "extra_hosts" else ":"
    at = plain.find(sign)
    name, value = (entry.value[:at], entry.value[at + 1 :]) if at >= 0 else (entry.value, "")
    left = Text(entry.location, name, plain=False)
    return left, Text(entry.location, value, plain=at < 0)


def _maps(base: Map, over: Map, identity: Callable[[str, Value], str]) -> Map:
    merged = {key.value: (key, value) for key, value in base.pairs}
    for key, value in over.pairs:
        if value.tag == RESET:
            merged.pop(key.value, None)
        elif key.value in merged:
            own, below = merged[key.value]
            merged[key.value] = (own, merge(below, value, key.value, identity))
        else:
            merged[key.value] = (key, value)
    return Map(base.location, tuple(merged.values()), over.tag)


def _lists(base: Items, over: Items, key: str, identity: Callable[[str, Value], str]) -> Items:
    merged: dict[str, Value] = {}
    for number, item in enumerate((*base.items, *over.items)):
        merged[identity(key, item) or str(number)] = item
    return Items(base.location, tuple(merged.values()), over.tag)


def cleaned(whole: Map) -> Map:
    """Return a file without what its tags take away, in the forms that its keys allow."""
    found = _cleaned(whole, "")
    return found if isinstance(found, Map) else whole


def _cleaned(value: Value, key: str) -> Value:
    value = normal(value, key)
    if isinstance(value, Map):
        kept = ((name, one) for name, one in value.pairs if one.tag != RESET)
        return Map(
            value.location,
            tuple((name, _cleaned(one, name.value)) for name, one in kept),
            value.tag,
        )
    return value

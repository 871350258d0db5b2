"""An edited registry is kept only where it says what was meant, and nothing else is changed."""

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Collection
from dataclasses import fields, is_dataclass
from typing import Any

from portlint.core import Reference, Registry, Service
from portlint.core.checks import results
from portlint.registry.editing.layout import Refused
from portlint.registry.loading import load

REFERRING = frozenset(("depends_on", "replacement"))
"""Fields of a service that name other services."""

LINE = re.compile(r"line \d+")


def decoded(data: bytes) -> tuple[str, str]:
    """Return a registry's byte order mark and its text; raise Refused where it is no UTF-8."""
    mark = "\ufeff" if data.startswith(BOM_UTF8) else ""
    try:
        return mark, data[len(BOM_UTF8) if mark else 0 :].decode("utf-8")
    except UnicodeDecodeError as error:
        reason = "is not UTF-8"
        raise Refused(reason) from error


def checked(
    before: str, after: str, path: str, changed: Collection[str], names: dict[str, str]
) -> Registry:
    """Return the edited registry; raise Refused where it is worse, or more than `changed` differs.

    `names` maps names that were given up to those that took their place.
    """
    old, new = load(before, path), load(after, path)
    worse = _problems(new) - _problems(old)
    if worse:
        _, message = next(iter(worse))
        raise Refused(message)
    kept = {one.name: plain(one, names) for one in old.services if one.name not in changed}
    found = {one.name: plain(one, {}) for one in new.services if one.name in kept}
    touched = sorted(name for name in kept if found.get(name) != kept[name])
    outer = plain((old.ranges, old.networks, old.version), {})
    if touched or outer != plain((new.ranges, new.networks, new.version), {}):
        what = ", ".join(touched) or "what stands above the services"
        reason = f"would change {what} as well: an anchor is shared, so edit it by hand"
        raise Refused(reason)
    return new


def _problems(registry: Registry) -> Counter[tuple[str, str]]:
    return Counter(
        (name, LINE.sub("line", problem.message))
        for name, found in results(registry)
        for problem in found
    )


def plain(value: Any, names: dict[str, str]) -> Any:
    """Return a registry's value without its places, to be compared; with other names put in."""
    if is_dataclass(value):
        own = (field.name for field in fields(value) if field.name != "location")
        return {name: _field(value, name, names) for name in own}
    if isinstance(value, tuple):
        return tuple(plain(one, names) for one in value)
    return value


def _field(value: Any, name: str, names: dict[str, str]) -> Any:
    """Return a field; one that refers to a service has the name that the service has now."""
    own = getattr(value, name)
    if isinstance(value, Reference):
        return names.get(own, own)
    return plain(own, names if name in REFERRING or not isinstance(value, Service) else {})

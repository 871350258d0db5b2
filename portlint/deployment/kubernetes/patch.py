"""What a patch of a kustomization changes of the objects that it is for.

Strategic merges and lists of operations (RFC 6902) are read as one: values by JSON pointers.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portlint.core import Items, Map, Text, Value, texts
from portlint.deployment.kubernetes.changes import ANY, ANYTHING, Changes
from portlint.deployment.kubernetes.model import Object

CONTAINER = r"(?:initC|ephemeralC|c)ontainers/[^/]+"
PARTS = {
    "environment": rf"{CONTAINER}/env(?:From)?\b",
    "command": rf"{CONTAINER}/(?:command|args)\b",
    "image": rf"{CONTAINER}/image\Z",
    "probes": rf"{CONTAINER}/(?:\w+Probe|lifecycle)(?:/\w+)?(?:/port|/host)?\Z",
    "volumes": rf"(?:{CONTAINER}/volumeMounts|spec/volumes)\b",
    "ports": r"/ports(?:/|\Z)",
    "labels": r"template/metadata/labels\b|\A/metadata/labels\b",
    "marks": r"template/metadata/annotations\b|\A/metadata/annotations\b",
    "kind": r"\A/kind\Z",
    "selector": r"\A/spec/selector\b",
    "address": r"\A/spec/(?:clusterIPs?|externalName)\Z",
    ANY: (
        r"\A(?:/spec)?(?:/jobTemplate/spec)?(?:/template)?(?:/spec)?(?:/\w*[cC]ontainers(?:/[^/]+)?)?\Z"
        rf"|\$patch|{CONTAINER}/name\Z|/host(?:Network|Aliases|name)\b|/metadata/name(?:space)?\Z"
        r"|\A/(?:data|stringData|binaryData)\b|\A/spec/(?:rules|defaultBackend|backend)\b"
    ),
}
"""What of an object is changed, by where the patch writes."""

READ = {part: re.compile(pattern) for part, pattern in PARTS.items()}
LISTED = frozenset("containers initContainers ephemeralContainers env".split())
"""Lists that a merge goes into: what they hold goes by a name."""

MOST = 2_000
"""Places that are read of a patch; one that writes more may change anything."""


@dataclass(frozen=True, slots=True)
class Patch:
    """What a patch is for, and what it changes; empty for any kind, or any name."""

    kind: str = ""
    name: str = ""
    changes: Changes = ANYTHING

    def reaches(self, found: Object, *, renamed: bool) -> bool:
        """Tell whether an object may be meant; a prefix may stand before its name by then."""
        same = self.name in ("", found.name) or (renamed and found.name in self.name)
        return same and self.kind in ("", found.kind)


def merged(root: Map) -> Changes:
    """Return what a strategic merge changes; that a patch deletes an object changes none."""
    if root.text("$patch") == "delete":
        return Changes()
    identity = frozenset(("/kind", "/metadata/name", "/metadata/namespace"))
    return _changes((at, value) for at, value in _places("", root) if at not in identity)


def operated(root: Map) -> Changes:
    """Return what a list of operations changes."""
    return _changes(place for one in root.items("items") for place in _operation(one))


def _operation(one: Value) -> Iterator[tuple[str, Value]]:
    if not isinstance(one, Map):
        yield "", one
        return
    path, value = one.text("path").rstrip("/"), one.get("value")
    if one.text("op") == "test":
        return
    inner = READ[ANY].search(path) is None and isinstance(value, Map)
    if inner and isinstance(value, Map) and not re.search(r"/env/[^/]+\Z", path):
        yield from _places(path, value)
    else:
        named = one.text("op") == "add" or path.endswith("-")
        yield path if named else re.sub(r"/env/[^/]+", "/env", path), value or one


def _places(path: str, value: Value) -> Iterator[tuple[str, Value]]:
    """Yield what a merge writes, with the pointers to it."""
    waiting: list[tuple[str, Value]] = [(path, value)]
    while waiting:
        at, one = waiting.pop()
        key = at.rpartition("/")[2]
        if isinstance(one, Map) and one.pairs and not re.search(r"/env/=\Z", at):
            waiting.extend((f"{at}/{name.value}", inner) for name, inner in one.pairs)
        elif isinstance(one, Items) and key in LISTED:
            waiting.extend((f"{at}/=", inner) for inner in one.items)
        else:
            yield at, one


def _changes(places: Iterable[tuple[str, Value]]) -> Changes:
    parts: set[str] = set()
    variables: set[str] = set()
    containers: set[str] = set()
    said: list[str] = []
    for count, (at, value) in enumerate(places):
        name = value.text("name") if isinstance(value, Map) else ""
        if count > MOST:
            return ANYTHING
        said += [one.value for one in texts(value)]
        if name and re.search(r"/env/[^/]+\Z", at):
            variables.add(name)
        elif isinstance(value, Text) and re.search(r"ontainers/=/name\Z", at):
            containers.add(value.value)
        else:
            parts |= {part for part, pattern in READ.items() if pattern.search(at)}
    return Changes(frozenset(parts), frozenset(variables), frozenset(containers), tuple(said))

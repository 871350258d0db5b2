"""Files of one folder that are variants of each other: they run the same, one in place of another.

`all-in-one.yaml` and `quickstart.yaml` both have the Deployment and the Service of a queue.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from portlint.deployment.kubernetes.model import Config, Service, Workload

T = TypeVar("T", Service, Workload, Config)

Declared = Mapping[str, frozenset[tuple[str, str]]]
"""Services and workloads by the file that declares them: kind and name of each."""


def declared(services: Iterable[Service], workloads: Iterable[Workload]) -> Declared:
    """Return what files declare."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in (*(each.object for each in services), *(each.object for each in workloads)):
        found[one.path].add((one.kind, one.name))
    return {path: frozenset(held) for path, held in found.items()}


def own(known: Declared, path: str, found: Iterable[T]) -> tuple[T, ...]:
    """Return what runs beside a file's objects: its own in the place of its variants'."""
    held = tuple(found)
    mine = {one.object.name for one in held if one.object.path == path}
    return tuple(
        one
        for one in held
        if one.object.name not in mine or not _varies(known, path, one.object.path)
    )


def _varies(known: Declared, path: str, other: str) -> bool:
    """Tell whether two files have a Service in common, and what runs behind one."""
    kinds = {kind for kind, _ in known.get(path, frozenset()) & known.get(other, frozenset())}
    return path != other and "Service" in kinds and len(kinds) > 1

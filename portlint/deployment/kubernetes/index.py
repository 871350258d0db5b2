"""Objects by what they are looked up by, within everything that they are a part of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from portlint.deployment.kubernetes.model import Config, Service, Workload
from portlint.deployment.kubernetes.scope import Scopes

T = TypeVar("T", Service, Workload, Config)


def labelled(
    scopes: Scopes, workloads: Iterable[Workload]
) -> Mapping[tuple[str, str, str], tuple[Workload, ...]]:
    """Return workloads by scope, and by the key and value of each label of their pods."""
    found: dict[tuple[str, str, str], list[Workload]] = defaultdict(list)
    for one in workloads:
        for scope in scopes.of(one.object.path):
            for key, value in one.labels.items():
                found[scope, key, value].append(one)
    return {key: tuple(held) for key, held in found.items()}


def named(scopes: Scopes, found: Iterable[T]) -> Mapping[tuple[str, str], tuple[T, ...]]:
    """Return objects by scope and name."""
    held: dict[tuple[str, str], list[T]] = defaultdict(list)
    for one in found:
        for scope in scopes.of(one.object.path):
            held[scope, one.object.name].append(one)
    return {key: tuple(ones) for key, ones in held.items()}


def serving(
    scopes: Scopes, services: Iterable[Service]
) -> Mapping[tuple[str, int], tuple[Service, ...]]:
    """Return Services by scope and port: that of their callers, and that of their pods."""
    found: dict[tuple[str, int], list[Service]] = defaultdict(list)
    for one in services:
        numbers = {number for port in one.ports for number in (port.port, port.target.number)}
        for scope in scopes.of(one.object.path):
            for number in filter(None, numbers):
                found[scope, number].append(one)
    return {key: tuple(held) for key, held in found.items()}


def called(scopes: Scopes, services: Iterable[Service]) -> Mapping[str, frozenset[str]]:
    """Return the names of Services by scope."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in services:
        for scope in scopes.of(one.object.path):
            found[scope].add(one.object.name)
    return {scope: frozenset(names) for scope, names in found.items()}

"""Who calls whom: every host and port in what the containers of a pod read."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from portlint.core import Items, Location, Text
from portlint.deployment.kubernetes.cluster import Cluster
from portlint.deployment.kubernetes.model import Container, Workload
from portlint.deployment.model import Command, Service, Setting, Stack, Words
from portlint.deployment.reference import Digits, Reference, references

SETTINGS = 200
"""Variables that are read of one ConfigMap."""


@dataclass(frozen=True, slots=True)
class Call:
    """A reference, with the pod and the container that read it."""

    workload: Workload
    container: Container
    reference: Reference


def calls(cluster: Cluster, digits: Digits) -> Iterator[Call]:
    """Yield every reference of every pod that no patch may change."""
    for workload in cluster.workloads:
        for container in workload.containers if workload.whole else ():
            for one in references(_stack(cluster, workload, container), digits):
                yield Call(workload, container, one)


def _stack(cluster: Cluster, workload: Workload, container: Container) -> Stack:
    """Return a container as if it were a stack of its own, so that it is read as one is."""
    found = workload.object
    service = Service(
        found.name,
        container.location,
        Words(container.image, container.location),
        environment=_environment(cluster, workload, container),
        command=_command(container),
    )
    folder = found.path.rpartition("/")[0]
    return Stack(found.name, folder, (found.path,), "it is one pod", {found.name: service})


def _command(container: Container) -> Command | None:
    found = [container.root.get(key) for key in ("command", "args")]
    listed = [one for one in found if isinstance(one, Items)]
    words = [one for each in listed for one in each.items if isinstance(one, Text)]
    if not words:
        return None
    first, last = words[0].location, words[-1].location
    place = Location(
        first.path, first.line, first.column, last.end_line, last.end_column, first.start, last.end
    )
    return Command(place, tuple(_words(one.value, one.location) for one in words))


def _environment(cluster: Cluster, workload: Workload, container: Container) -> dict[str, Setting]:
    found = {one.name: one for name in container.configs for one in _all(cluster, workload, name)}
    for one in container.variables:
        if one.config:
            value = _value(cluster, workload, one.config, one.key)
            found.pop(one.name, None)
            if value:
                found[one.name] = Setting(one.name, one.location, value, value.location.path)
        else:
            words = _words(one.value, one.location)
            found[one.name] = Setting(one.name, one.location, words)
    return found


def _all(cluster: Cluster, workload: Workload, name: str) -> Iterator[Setting]:
    """Yield every value of a ConfigMap as a variable, if there is but one of the name."""
    held = cluster.configs_of(workload.object.path, name, workload.object.namespace)
    if len(held) == 1:
        for key, (text, place) in islice(held[0].values.items(), SETTINGS):
            yield Setting(key, place, _words(text, place), place.path)


def _value(cluster: Cluster, workload: Workload, name: str, key: str) -> Words | None:
    held = cluster.configs_of(workload.object.path, name, workload.object.namespace)
    found = held[0].values.get(key) if len(held) == 1 else None
    return _words(*found) if found else None


def _words(text: str, place: Location) -> Words:
    return Words(text, place, text)

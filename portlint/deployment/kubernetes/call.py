"""Who calls whom: every host and port in what the containers of a pod read."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from portlint.core import Items, Location, Role, Text
from portlint.deployment.heard import LOOPBACK
from portlint.deployment.kubernetes.cluster import Cluster
from portlint.deployment.kubernetes.model import Config, Container, Source, Workload
from portlint.deployment.kubernetes.scope import folder
from portlint.deployment.model import Command, Service, Setting, Stack, Words
from portlint.deployment.reference import Digits, Reference, references
from portlint.deployment.satellite.naming import program_of
from portlint.deployment.viewpoint import Viewpoint

SETTINGS = 200
"""Variables that are read of one ConfigMap."""

READERS = 20
"""Containers of one folder that take in one ConfigMap; of what has more, nothing is read."""

REMARKS = ("#", "//", ";", "--")
"""How a line begins that a program does not read."""


@dataclass(frozen=True, slots=True)
class Call:
    """A reference, with the pod and the container that read it."""

    workload: Workload
    container: Container
    reference: Reference


def calls(cluster: Cluster, digits: Digits) -> Iterator[Call]:
    """Yield every reference of every pod, but those that a patch may change."""
    readers = Counter(
        (folder(workload.object.path), source)
        for workload in cluster.workloads
        for container in workload.containers
        for source in {*container.configs, *workload.configs}
    )
    crowded = frozenset(one for one, number in readers.items() if number > READERS)
    for workload in cluster.workloads:
        if workload.settled():
            reader = Reader(cluster, workload, crowded)
            for container in workload.containers:
                for one in references(reader.stack(container), digits):
                    yield Call(workload, container, one)
            for one in reader.files(digits):
                yield Call(workload, workload.containers[0], one)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what a pod reads; `crowded` holds the ConfigMaps that too many others read as well."""

    cluster: Cluster
    workload: Workload
    crowded: frozenset[tuple[str, Source]] = frozenset()

    def stack(self, container: Container) -> Stack:
        """Return a container as if it were a stack of its own, so that it is read as one is."""
        found = self.workload.object
        kept = self.workload.settled("command")
        service = Service(
            found.name,
            container.location,
            Words(container.image, container.location),
            environment=self._environment(container),
            command=command_of(container, "command", "args") if kept else None,
        )
        return Stack(found.name, folder(found.path), (found.path,), "it is one pod", {"": service})

    def files(self, digits: Digits) -> Iterator[Reference]:
        """Yield the addresses in ConfigMaps that the pod sees as files."""
        stack = self.stack(self.workload.containers[0])
        for source in sorted(self.workload.configs) if self.workload.settled("volumes") else ():
            config = self._config(source)
            for key, (_, place) in config.values.items() if config else ():
                for use in digits.inside(place):
                    called = use.role is Role.CONNECT and use.host not in LOOPBACK
                    if called and use.host and not use.text.startswith(REMARKS):
                        yield Reference(
                            use.location, use.host, use.port, key, stack, stack.services[""],
                            Viewpoint.CONTAINER, use.scheme, literal=True, handed=True,
                            satellite=program_of(key),
                        )  # fmt: skip

    def _environment(self, container: Container) -> dict[str, Setting]:
        """Return a container's variables, without those that a patch may set."""
        if not self.workload.settled("environment"):
            return {}
        changed = self.workload.changed.variables
        return {k: one for k, one in self._variables(container).items() if k not in changed}

    def _variables(self, container: Container) -> dict[str, Setting]:
        found = {one.name: one for source in container.configs for one in self._all(source)}
        for one in container.variables:
            if one.config:
                value = self._value(one.config, one.key)
                found.pop(one.name, None)
                if value:
                    place = value.location.path
                    found[one.name] = Setting(one.name, one.location, value, place)
            else:
                words = _words(one.value, one.location)
                found[one.name] = Setting(one.name, one.location, words)
        return found

    def _all(self, source: Source) -> Iterator[Setting]:
        """Yield every value of a ConfigMap as a variable."""
        config = self._config(source)
        for key, (text, place) in islice(config.values.items(), SETTINGS) if config else ():
            yield Setting(key, place, _words(text, place), place.path)

    def _value(self, source: Source, key: str) -> Words | None:
        held = self._held(source)
        found = held.values.get(key) if held else None
        return _words(*found) if found else None

    def _config(self, source: Source) -> Config | None:
        """Return a ConfigMap that is read whole, None where that is too much."""
        crowded = (folder(self.workload.object.path), source) in self.crowded
        return None if crowded else self._held(source)

    def _held(self, source: Source) -> Config | None:
        """Return a ConfigMap, if there is but one of the name."""
        found = self.workload.object
        held = self.cluster.configs_of(found.path, source, found.namespace)
        return held[0] if len(held) == 1 else None


def command_of(container: Container, *keys: str) -> Command | None:
    """Return the words that stand below some keys of a container as one command line."""
    found = [container.root.get(key) for key in keys]
    listed = [one for one in found if isinstance(one, Items)]
    words = [one for each in listed for one in each.items if isinstance(one, Text)]
    if not words:
        return None
    first, last = words[0].location, words[-1].location
    place = Location(
        first.path, first.line, first.column, last.end_line, last.end_column, first.start, last.end
    )
    return Command(place, tuple(_words(one.value, one.location) for one in words))


def _words(text: str, place: Location) -> Words:
    return Words(text, place, text)

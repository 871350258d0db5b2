"""Which ports are said of images that are only named, by what runs them and what calls them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from portlint.deployment.heard import LOOPBACK, OWN_PORTS
from portlint.deployment.image import called
from portlint.deployment.kubernetes import Cluster, Container
from portlint.deployment.model import Service, Stack
from portlint.deployment.reference import asked

CALL = re.compile(r"(?<![\w.-])([A-Za-z0-9][\w.-]{0,62}):(\d{2,5})(?![\d:])")
"""A name and a port, in what a service is told."""

LONGEST = 100
"""Ports of a range that count."""

Said = tuple[str, frozenset[int]]


def composed(stacks: Iterable[Stack]) -> Iterator[Said]:
    """Yield what Compose files say of each image that they only name."""
    for stack in stacks:
        calls = _called(stack)
        for one in stack.services.values():
            image = called(one.image) if one.image and not one.build else ""
            if image:
                names = (calls.get(name, frozenset()) for name in one.names)
                yield image, frozenset(_of_service(one)).union(*names)


def _of_service(service: Service) -> Iterator[int]:
    spans = [*(one.target for one in service.ports), *(one.span for one in service.expose)]
    for first, last in spans:
        yield from range(first, min(last, first + LONGEST) + 1)
    check = service.healthcheck.command if service.healthcheck else None
    yield from (port for host, port, _ in asked(check) if host in LOOPBACK) if check else ()
    for name in OWN_PORTS & service.environment.keys():
        words = service.environment[name].words
        if words and words.text.isdecimal():
            yield int(words.text[:9])


def _called(stack: Stack) -> Mapping[str, frozenset[int]]:
    """Return the ports at which services are called, by name."""
    found: dict[str, set[int]] = defaultdict(set)
    for service in stack.services.values():
        told = [one.words for one in service.environment.values() if one.words]
        told += service.command.words if service.command else ()
        for text in told:
            for match in CALL.finditer(text.text):
                found[match[1]].add(int(match[2]))
    return {name: frozenset(ports) for name, ports in found.items()}


def podded(cluster: Cluster) -> Iterator[Said]:
    """Yield what manifests say of each image that pods run."""
    for workload in cluster.workloads:
        for one in workload.containers:
            yield one.image, frozenset(_of_container(one))
    for service in cluster.services:
        targets = frozenset(one.target.number for one in service.ports if one.target.number)
        for workload in cluster.selected(service) or ():
            if len(workload.running) == 1:
                yield workload.running[0].image, targets


def _of_container(container: Container) -> Iterator[int]:
    yield from (one.port for one in container.ports if one.port)
    yield from (one.port.number for one in container.probes if one.port.number and not one.host)
    for one in container.variables:
        if one.name in OWN_PORTS and one.value.isdecimal():
            yield int(one.value[:9])

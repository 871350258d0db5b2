"""A container of a pod as if it were a service of Compose, so that it is heard as one is."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from portlint.core import Map
from portlint.deployment.kubernetes.call import Reader, command_of
from portlint.deployment.kubernetes.cluster import Cluster
from portlint.deployment.kubernetes.model import TCP, Config, Container, Workload
from portlint.deployment.model import Exposed, Service, Setting


def contained(cluster: Cluster, workload: Workload, container: Container) -> Service:
    """Return a container as a service; `command` is what its image calls the entrypoint."""
    found = workload.object
    known = Reader(cluster, workload).stack(container).services[""]
    held = [cluster.configs_of(found.path, one, found.namespace) for one in container.configs]
    only = [each[0] for each in held if len(each) == 1]
    unseen = {one.name: one for one in _unseen(container, only)}
    return replace(
        known,
        entrypoint=command_of(container, "command"),
        command=command_of(container, "args"),
        environment={**unseen, **known.environment},
        expose=tuple(
            Exposed(one.location, (one.port, one.port))
            for one in container.ports
            if one.port is not None and one.protocol == TCP
        ),
        volumes=tuple(_mounted(container)),
        open_environment=len(only) != len(container.root.items("envFrom")),
    )


def _unseen(container: Container, configs: Iterable[Config]) -> Iterator[Setting]:
    """Yield the variables whose values are not to be read: of Secrets, of the pod itself."""
    for config in configs:
        for key, value in config.object.root.map("data").pairs:
            yield Setting(key.value, value.location, None)
    for one in container.root.items("env"):
        if isinstance(one, Map) and one.text("name"):
            yield Setting(one.text("name"), one.location, None)


def _mounted(container: Container) -> Iterator[str]:
    for one in container.root.items("volumeMounts"):
        if isinstance(one, Map):
            yield one.text("mountPath")

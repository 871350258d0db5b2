"""A container of a pod as if it were a service of Compose, so that it is heard as one is."""

from collections.abc import Iterator
from dataclasses import replace

from portlint.core import Map
from portlint.deployment.kubernetes.call import Reader, command_of
from portlint.deployment.kubernetes.cluster import Cluster
from portlint.deployment.kubernetes.model import TCP, Container, Workload
from portlint.deployment.model import Exposed, Service, Setting


def contained(cluster: Cluster, workload: Workload, container: Container) -> Service:
    """Return a container as a service; `command` is what its image calls the entrypoint."""
    known = Reader(cluster, workload).stack(container).services[""]
    unseen = {one.name: one for one in _unseen(container) if one.name not in known.environment}
    return replace(
        known,
        entrypoint=command_of(container, "command"),
        command=command_of(container, "args"),
        environment={**known.environment, **unseen},
        expose=tuple(
            Exposed(one.location, (one.port, one.port))
            for one in container.ports
            if one.port is not None and one.protocol == TCP
        ),
        volumes=tuple(_mounted(container)),
        open_environment=_is_open(cluster, workload, container),
    )


def _unseen(container: Container) -> Iterator[Setting]:
    """Yield the variables whose values no file has: of Secrets, of the pod itself."""
    for one in container.root.items("env"):
        if isinstance(one, Map) and one.text("name"):
            yield Setting(one.text("name"), one.location, None)


def _mounted(container: Container) -> Iterator[str]:
    for one in container.root.items("volumeMounts"):
        if isinstance(one, Map):
            yield one.text("mountPath")


def _is_open(cluster: Cluster, workload: Workload, container: Container) -> bool:
    """Tell whether variables come from objects that are not there, or under other names."""
    found = workload.object
    named = container.root.items("envFrom")
    held = (cluster.configs_of(found.path, one, found.namespace) for one in container.configs)
    return len(named) != len(container.configs) or any(len(one) != 1 for one in held)

"""The volumes of a pod: which ConfigMaps and Secrets it sees as files, and where."""

from collections.abc import Iterator

from portlint.core import Map
from portlint.deployment.image.moving import is_settings
from portlint.deployment.kubernetes.model import Source

CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


def configs(spec: Map) -> Iterator[Source]:
    """Yield the ConfigMaps and Secrets whose keys are files in the pod."""
    for volume in _volumes(spec):
        yield from _held(volume)


def telling(spec: Map) -> frozenset[Source]:
    """Return those of them whose files lie where a program looks for its settings."""
    mounts = [
        mount
        for key in CONTAINERS
        for container in spec.items(key)
        if isinstance(container, Map)
        for mount in container.items("volumeMounts")
        if isinstance(mount, Map)
    ]
    named = {one.text("name") for one in mounts if is_settings(one.text("mountPath"))}
    return frozenset(
        source
        for volume in _volumes(spec)
        if volume.text("name") in named or _places_settings(volume)
        for source in _held(volume)
    )


def _places_settings(volume: Map) -> bool:
    """Tell whether a volume says that one of its keys is seen as a file of settings."""
    placed = (*volume.items("configMap", "items"), *volume.items("secret", "items"))
    return any(is_settings(one.text("path")) for one in placed if isinstance(one, Map))


def named(held: Map, config: str, secret: str, key: str = "name") -> Iterator[Source]:
    """Yield what stands below a ConfigMap's key and below a Secret's, whose name is at `key`."""
    for kind, name in (
        ("ConfigMap", held.text(config, "name")),
        ("Secret", held.text(secret, key)),
    ):
        if name:
            yield kind, name


def _volumes(spec: Map) -> Iterator[Map]:
    yield from (one for one in spec.items("volumes") if isinstance(one, Map))


def _held(volume: Map) -> Iterator[Source]:
    yield from named(volume, "configMap", "secret", "secretName")
    for source in volume.items("projected", "sources"):
        if isinstance(source, Map):
            yield from named(source, "configMap", "secret")

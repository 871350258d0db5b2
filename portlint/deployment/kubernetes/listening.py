"""Whether a pod may listen on a port that none of its containers declares: mostly it may."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from portlint.core import Text, texts
from portlint.core.names import words
from portlint.core.roles import role_ports
from portlint.core.tables import ImagePort, image_ports
from portlint.deployment.image.binding import given
from portlint.deployment.image.moving import STEERING
from portlint.deployment.kubernetes.cluster import Cluster
from portlint.deployment.kubernetes.model import Container, Source, Workload

SPOKEN = ("args", "command", "env")

NUMBER = re.compile(r"(?:\A|:)(\d{1,5})\Z")

TELLING = ("args", "command", "env", "envFrom", "volumeMounts", "lifecycle")
"""What may tell a server to listen elsewhere, when it commonly is told."""

INJECTED_NAMES = re.compile(r"(?:http-envoy|linkerd|dapr|envoy|istio)\b")


PEER = re.compile(
    r"(?:\A|[^\w.-])(?!(?:tcp|udp|https?|port|localhost):)[a-z][\w.-]*:\Z", re.IGNORECASE
)
"""What stands before a port that is somebody else's: `http://cart:`, `cart.shop.svc:`."""

LONGEST = 100
"""Characters of a host that are read."""


def may_listen(
    cluster: Cluster, found: Workload, port: int, spoken: int = 0, *, unseen: bool = True
) -> bool:
    """Tell whether anything says that a pod listens on a port, or could say so unseen.

    `spoken` is how many texts of the pod mention it for another reason; without `unseen`, all
    variables of a ConfigMap that is not here say nothing.
    """
    if not found.settled("image", "environment", "volumes") or found.injected:
        return True
    if port in found.sidecars:
        return True
    if any(one.port == port for container in found.containers for one in container.ports):
        return True
    said = list(_said(cluster, found, unseen=unseen))
    return None in said or sum(_mentions(text, port) for text in said if text) > spoken


def _mentions(text: str, port: int) -> bool:
    """Tell whether a text has a number that is not the port of another host."""
    found = re.finditer(rf"(?<![\d.]){port}(?!\d)", text)
    return any(
        PEER.search(text[max(0, one.start() - LONGEST) : one.start()]) is None for one in found
    )


def listens_elsewhere(container: Container, port: int) -> str:
    """Return a clause on where a container listens by its image, empty where that is not sure."""
    spoken = " ".join(
        one.value for key in SPOKEN for value in container.root.items(key) for one in texts(value)
    )
    known = [one for one in _rows(container) if one.transport == "tcp"]
    if not known or not all(one.complete and (one.port or one.optional) for one in known):
        return ""
    if any(one.configurable for one in known) and any(map(container.root.get, TELLING)):
        return ""
    heard = _heard(known, spoken)
    if not heard or port in heard or port in {one.port for one in known}:
        return ""
    return f"{container.image} listens on {' and '.join(map(str, sorted(heard)))}"


def _rows(container: Container) -> tuple[ImagePort, ...]:
    """Return the rows of a container's image, in the role that it is told to play."""
    begun = [
        word
        for key in ("command", "args")
        for value in container.root.items(key)
        for one in texts(value)
        for word in one.value.split()
    ]
    told = {one.name: one.value for one in container.variables}
    return image_ports(container.image) or role_ports(container.image, begun, told)


def _heard(known: list[ImagePort], spoken: str) -> set[int]:
    """Return the ports of an image's rows after options that move them, none if one is unsure."""
    found = set()
    for row in known:
        told = [one for option in row.options for one in given(spoken.split(), option)]
        movers = row.variables if told else (*row.variables, *row.options)
        numbers = NUMBER.findall(told[-1]) if told else [row.port]
        if any(_named(word, spoken) for word in movers) or len(numbers) != 1:
            return set()
        if row.optional and told:
            return set()
        if not row.optional:
            found.add(int(numbers[0]))
    return found


def _named(mover: str, spoken: str) -> bool:
    """Tell whether a text names what may move a port, which may be a pattern."""
    name, _, _ = mover.partition(":")
    if "*" not in name:
        return name in spoken
    return fnmatchcase(spoken.lower(), f"*{name.lower()}*")


def _said(cluster: Cluster, found: Workload, *, unseen: bool) -> Iterator[str | None]:
    """Yield every text that may set a pod's ports; None for one that is not in the repository."""
    for container in found.containers:
        for key in SPOKEN:
            value = container.root.get(key)
            yield from () if value is None else (one.value for one in texts(value))
        for source in container.configs:
            told = _config(cluster, found, source)
            yield from (text for text in told if text is not None or unseen)
        yield from _referred(cluster, found, container)
    for source in found.configs:
        held = _config(cluster, found, source)
        yield from (text for text in held if text is not None or source in found.telling)
    yield from (value.value for _, value in found.annotations if isinstance(value, Text))
    yield from found.changed.texts


def _referred(cluster: Cluster, found: Workload, container: Container) -> Iterator[str | None]:
    for one in container.variables:
        held = _config(cluster, found, one.config) if one.config else ()
        steers = not STEERING.isdisjoint(words(one.name))
        yield from (text for text in held if text is not None or steers)


def _config(cluster: Cluster, found: Workload, source: Source) -> Iterator[str | None]:
    held = cluster.configs_of(found.object.path, source, found.object.namespace)
    if not held:
        yield None
    for one in held:
        yield from (value for value, _ in one.values.values())

"""Where the containers of pods listen: by the table of images, or by what builds them here."""

import re
from collections.abc import Iterator
from dataclasses import replace

from portlint.core import Location, Text, texts
from portlint.core.tables import image_ports
from portlint.deployment.heard import Kind
from portlint.deployment.kubernetes import (
    Cluster,
    Container,
    Workload,
    contained,
    listens_elsewhere,
    may_listen,
)
from portlint.deployment.listening.hearing import Hearing, Ran

TELLING = frozenset((Kind.COMMAND, Kind.VARIABLE))
NUMBER = re.compile(r"(?<!\d)\d{3,5}(?!\d)")
APP_PORT = "dapr.io/app-port"
ASIDE = re.compile(r"metric|health|probe|admin|debug|prometheus|webhook|manage", re.IGNORECASE)
"""Words of what opens a further port beside that which a program is there for."""


class Pods:
    """The pods of a cluster, heard by what makes the images that run in them."""

    def __init__(self, cluster: Cluster, hearing: Hearing) -> None:
        self.cluster = cluster
        self._hearing = hearing
        self._known: dict[tuple[Location, bool], Ran] = {}

    def elsewhere(self, workload: Workload, container: Container, port: int) -> str:
        """Return a clause on where a container listens, empty where it may be on a port.

        Variables that are not to be seen move nothing of what is told, or built, to listen there.
        """
        if may_listen(self.cluster, workload, port, unseen=False):
            return ""
        seen = not may_listen(self.cluster, workload, port)
        known = listens_elsewhere(container, port) if seen else ""
        return known or self._told(workload, container, port, seen=seen)

    def told(self, workload: Workload, container: Container) -> int | None:
        """Return the one port that a container is told to listen on, by a variable or a command.

        None where it is told of a further server: for metrics, for probes.
        """
        ran = self._ran(workload, container)
        line = " ".join(_words(container, "command") + _words(container, "args"))
        told = (" ".join(text.value for text in texts(one)) for one in container.root.items("env"))
        if any(ASIDE.search(one) and NUMBER.search(one) for one in (line, *told)):
            return None
        kinds = ran.heard.kinds.items()
        doing = {port for port, said in kinds if not TELLING.isdisjoint(said)}
        doing |= set(_of_dapr(workload))
        return doing.pop() if len(doing) == 1 and not ran.heard.local else None

    def undeclared(self, workload: Workload, port: int) -> tuple[int, ...]:
        """Return the ports that a pod declares, none where anything may open another port of it.

        Its images are nobody's that the table knows, each says which port it has, and neither the
        pod, its configuration nor what makes its images here names the number.
        """
        declared = [[port.port for port in one.ports] for one in workload.running]
        known = any(image_ports(one.image) for one in workload.running)
        if known or not all(declared) or may_listen(self.cluster, workload, port):
            return ()
        heard = (self._ran(workload, one).heard for one in workload.running)
        if not all(one.denies(port) for one in heard):
            return ()
        return tuple(sorted({one for ports in declared for one in ports if one is not None}))

    def _told(self, workload: Workload, container: Container, port: int, *, seen: bool) -> str:
        """Judge a container by what builds its image here, or by what its image is told."""
        if not workload.settled("command"):
            return ""
        ran = self._ran(workload, container, seen=seen)
        heard = ran.heard
        if not heard.certain or not heard.proven or not heard.denies(port):
            return ""
        made = f", which {ran.image.path} builds," if ran.image else ""
        return f"{container.image}{made} listens on {' and '.join(map(str, heard.proven))}"

    def _ran(self, workload: Workload, container: Container, *, seen: bool = True) -> Ran:
        """Return a container as it runs; its list of ports is a witness where all is `seen`."""
        key = container.root.location, seen
        if key not in self._known:
            service = contained(self.cluster, workload, container)
            told = service if seen else replace(service, expose=())
            self._known[key] = self._hearing.ran(told, "")
        return self._known[key]


def _of_dapr(workload: Workload) -> Iterator[int]:
    """Yield where an annotation says that Dapr finds its application."""
    for key, value in workload.annotations:
        if key.value == APP_PORT and isinstance(value, Text) and NUMBER.fullmatch(value.value):
            yield int(value.value)


def _words(container: Container, key: str) -> list[str]:
    return [text.value for one in container.root.items(key) for text in texts(one)]

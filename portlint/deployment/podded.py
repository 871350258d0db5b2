"""Where the containers of pods listen: by the table of images, or by what builds them here."""

import re

from portlint.core import Location, texts
from portlint.core.tables import image_ports
from portlint.deployment.heard import Kind
from portlint.deployment.hearing import Hearing, Ran
from portlint.deployment.kubernetes import (
    Cluster,
    Container,
    Workload,
    contained,
    listens_elsewhere,
    may_listen,
)

TELLING = frozenset((Kind.COMMAND, Kind.VARIABLE))
NUMBER = re.compile(r"(?<!\d)\d{3,5}(?!\d)")
ASIDE = re.compile(r"metric|health|probe|admin|debug|prometheus|webhook|manage", re.IGNORECASE)
"""Words of what opens a further port beside that which a program is there for."""


class Pods:
    """The pods of a cluster, heard by what makes the images that run in them."""

    def __init__(self, cluster: Cluster, hearing: Hearing) -> None:
        self.cluster = cluster
        self._hearing = hearing
        self._known: dict[Location, Ran] = {}

    def elsewhere(self, workload: Workload, container: Container, port: int) -> str:
        """Return a clause on where a container listens, empty where it may be on a port."""
        return listens_elsewhere(container, port) or self._told(workload, container, port)

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
        doing = [port for port, said in kinds if not TELLING.isdisjoint(said)]
        return doing[0] if len(doing) == 1 and not ran.heard.local else None

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

    def _told(self, workload: Workload, container: Container, port: int) -> str:
        """Judge a container by what builds its image here, or by what its image is told."""
        if not workload.settled("command"):
            return ""
        ran = self._ran(workload, container)
        heard = ran.heard
        if not heard.certain or not heard.proven or not heard.denies(port):
            return ""
        made = f", which {ran.image.path} builds," if ran.image else ""
        return f"{container.image}{made} listens on {' and '.join(map(str, heard.proven))}"

    def _ran(self, workload: Workload, container: Container) -> Ran:
        place = container.root.location
        if place not in self._known:
            service = contained(self.cluster, workload, container)
            self._known[place] = self._hearing.ran(service, "")
        return self._known[place]


def _words(container: Container, key: str) -> list[str]:
    return [text.value for one in container.root.items(key) for text in texts(one)]

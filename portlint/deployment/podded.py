"""Where the containers of pods listen: by the table of images, or by what builds them here."""

from portlint.core import Location, Project
from portlint.deployment.connections import connections
from portlint.deployment.hearing import Hearing, Ran
from portlint.deployment.kubernetes import (
    Cluster,
    Container,
    Workload,
    cluster_of,
    contained,
    listens_elsewhere,
)
from portlint.deployment.once import once


class Pods:
    """The pods of a cluster, heard by what makes the images that run in them."""

    def __init__(self, cluster: Cluster, hearing: Hearing) -> None:
        self.cluster = cluster
        self._hearing = hearing
        self._known: dict[Location, Ran] = {}

    def elsewhere(self, workload: Workload, container: Container, port: int) -> str:
        """Return a clause on where a container listens, empty where it may be on a port."""
        return listens_elsewhere(container, port) or self._told(workload, container, port)

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


@once
def pods_of(project: Project) -> Pods:
    """Return the pods of all manifests of a project."""
    return Pods(cluster_of(project), connections(project).hearing)

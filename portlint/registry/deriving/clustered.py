"""Drafts of the Services that Kubernetes offers."""

from collections.abc import Iterator

from portlint.core import Project
from portlint.core.judgement import runs
from portlint.deployment.kubernetes import Cluster, Service, Workload, cluster_of
from portlint.registry.deriving.draft import Draft, DraftPort
from portlint.registry.deriving.families import telling
from portlint.registry.deriving.protocols import protocol


def clustered(project: Project, outside: frozenset[str]) -> Iterator[Draft]:
    """Yield the Services of a repository, but for those of files that are `outside` of it."""
    cluster = cluster_of(project)
    seen: set[int] = set()
    for found in (one for held in cluster.named.values() for one in held):
        path = found.object.path
        if id(found) in seen or path in outside or not runs(path) or not found.object.name:
            continue
        seen.add(id(found))
        if draft := _draft(cluster, found):
            yield draft


def _draft(cluster: Cluster, found: Service) -> Draft | None:
    workloads = cluster.selected(found) or ()
    image = next((one.image for each in workloads for one in each.running), "")
    ports = tuple(_ports(cluster, found, workloads, image))
    if not ports:
        return None
    folder = found.object.path.rpartition("/")[0]
    family = telling(found.object.namespace) or telling(folder.split("/")) or "cluster"
    remarks = tuple(_offered(found, ports))
    return Draft(
        found.object.location, found.object.name, family, ports,
        image=image, remarks=remarks, clustered=True,
    )  # fmt: skip


def _ports(
    cluster: Cluster, found: Service, workloads: tuple[Workload, ...], image: str
) -> Iterator[DraftPort]:
    seen: set[tuple[int, str]] = set()
    for one in found.ports:
        inner = next(cluster.numbers(one, workloads), one.port)
        transport = one.protocol.lower()
        if inner is None or (inner, transport) in seen:
            continue
        seen.add((inner, transport))
        outer = one.node_port.number if one.node_port else None
        spoken = protocol(image, inner, transport, asked=False)
        yield DraftPort(one.location, inner, outer, "", transport, spoken)


def _offered(found: Service, ports: tuple[DraftPort, ...]) -> Iterator[str]:
    own = {port.container for port in ports}
    offered = sorted({one.port for one in found.ports if one.port and one.port not in own})
    if offered:
        numbers = ", ".join(map(str, offered))
        yield f"Its Service offers it inside the cluster on {numbers}."

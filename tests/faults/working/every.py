"""All edits of a repository after which it works as before."""

from collections.abc import Iterator, Mapping

from portlint.core import Context
from portlint.engine.context import context_of
from tests.faults.cluster import Cluster
from tests.faults.composed import Composed, Repository
from tests.faults.fault import Working
from tests.faults.reference import references
from tests.faults.working.in_cluster import in_cluster
from tests.faults.working.mentions import Mentions
from tests.faults.working.naming import renamed
from tests.faults.working.rewritten import rewritten
from tests.faults.working.service import another, around


def every(files: Mapping[str, str]) -> Iterator[Working]:
    """Yield every such edit of the files of a repository."""
    everything = Repository(files).composed.items()
    composed = [file for path, file in everything if context_of(path) is Context.CODE]
    cluster = Cluster(files)
    mentions = Mentions(files, {*wanted(composed), *asked(cluster)})
    for file in composed:
        yield from in_composed(file, mentions)
    yield from in_cluster(cluster, mentions)


def in_composed(file: Composed, mentions: Mentions) -> Iterator[Working]:
    """Yield the edits of a Compose file."""
    found = list(references(file))
    for one in found:
        yield from rewritten(one, mentions)
    for service in file.services.values():
        yield from around(service, [one for one in found if one.other is service], mentions)
        yield from renamed(service, mentions)


def wanted(composed: list[Composed]) -> Iterator[str]:
    """Yield the words and numbers of which an edit of Compose files asks who mentions them."""
    for file in composed:
        for name, service in file.services.items():
            yield from (name, f"{name}-also", f"{name}-main")
            for outer, _ in service.ports:
                yield from (str(outer), str(another(outer)))


def asked(cluster: Cluster) -> Iterator[str]:
    """Yield the names of which an edit of manifests asks who mentions them."""
    for one in cluster.all:
        if one.kind == "Service":
            yield from (one.name, f"{one.name}-main")

"""All faults of a repository."""

from collections.abc import Iterator, Mapping

from portlint.core import Context
from portlint.engine.context import context_of
from tests.faults.cluster import Cluster
from tests.faults.composed import Composed, Repository
from tests.faults.fault import Fault
from tests.faults.kinds.around import around
from tests.faults.kinds.in_cluster import in_cluster
from tests.faults.kinds.inside import inside
from tests.faults.kinds.label import labels
from tests.faults.kinds.satellite import satellites
from tests.faults.kinds.written import written
from tests.faults.reference import references


def every(files: Mapping[str, str]) -> Iterator[Fault]:
    """Yield every fault of the files of a repository, by path."""
    repository = Repository(files)
    for path, file in repository.composed.items():
        if context_of(path) is Context.CODE:
            yield from in_composed(file)
    yield from satellites(repository)
    yield from in_cluster(Cluster(files))


def in_composed(file: Composed) -> Iterator[Fault]:
    """Yield every fault of a Compose file, and of the env files that its services read."""
    found = list(references(file))
    for one in found:
        yield from written(one)
        yield from around(one)
    for service in file.services.values():
        yield from inside(service, [one for one in found if one.other is service])
        yield from labels(service)

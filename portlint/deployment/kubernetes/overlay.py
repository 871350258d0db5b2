"""What may be changed of a workload: by kustomizations, and by parts that stand beside it."""

from collections.abc import Iterable, Mapping

from portlint.deployment.kubernetes.changes import ANYTHING, Changes, together
from portlint.deployment.kubernetes.model import Workload
from portlint.deployment.kubernetes.patch import merged
from portlint.deployment.kubernetes.scope import Scopes, folder

Partial = Mapping[tuple[str, str, str], tuple[Changes, ...]]
"""What stands beside objects to be laid over them, by folder, kind and name."""


def partial(running: Iterable[Workload]) -> Partial:
    """Return what is but a patch of another object."""
    found: dict[tuple[str, str, str], tuple[Changes, ...]] = {}
    for one in running:
        if one.partial:
            place = (folder(one.object.path), one.object.kind, one.object.name)
            found[place] = (*found.get(place, ()), merged(one.object.root))
    return found


def changes(scopes: Scopes, beside: Partial, one: Workload) -> Changes:
    """Return what may be changed of a workload: one that gets another container, may be any."""
    own = beside.get((folder(one.object.path), one.object.kind, one.object.name), ())
    found = together((scopes.changes(one.object), *own))
    return found if found.containers <= {each.name for each in one.containers} else ANYTHING

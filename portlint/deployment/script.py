"""What scripts on the host call: those that start the project, and enter no container."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from portlint.core import Context, PortUse, Project, Role, Starts
from portlint.deployment.heard import LOOPBACK
from portlint.deployment.model import Service
from portlint.deployment.reference import Reference
from portlint.deployment.viewpoint import Viewpoint
from portlint.deployment.world import Town

HOST = "the host"


def host_calls(project: Project, towns: Sequence[Town]) -> Iterator[tuple[Town, Reference]]:
    """Yield each call of a script to a port of localhost that no stack publishes."""
    scripts = {one.location.path for one in project.facts.of(Starts)}
    for use in project.facts.of(PortUse) if scripts else ():
        if use.location.path not in scripts or not _calls(use):
            continue
        if project.registry and project.registry.owners(use.port):
            continue
        if not any(use.port in town.published for town in towns):
            yield from ((town, _reference(use, town)) for town in _near(towns, use))


def _calls(use: PortUse) -> bool:
    return (
        use.role is Role.CONNECT
        and use.context is Context.CODE
        and use.host in LOOPBACK
        and not use.default_of
    )


def _near(towns: Sequence[Town], use: PortUse) -> Iterator[Town]:
    """Yield the stacks whose folder holds the script, the only ones that it may start unnamed."""
    above = PurePosixPath(use.location.path).parents
    for town in towns:
        if PurePosixPath(town.stack.folder) in above:
            yield town


def _reference(use: PortUse, town: Town) -> Reference:
    return Reference(
        use.location,
        use.host,
        use.port,
        PurePosixPath(use.location.path).name,
        town.stack,
        Service(HOST, use.location),
        Viewpoint.HOST,
        use.scheme,
        literal=True,
    )

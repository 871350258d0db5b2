"""What the host calls: scripts that start the project and enter no container, and its pages."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from portlint.core import Context, PortUse, Project, Role, Starts
from portlint.core.documented import PAST, THEN
from portlint.core.names import words
from portlint.deployment.corroboration import IDLE
from portlint.deployment.heard import LOOPBACK
from portlint.deployment.model import Service
from portlint.deployment.reference import Reference
from portlint.deployment.viewpoint import Viewpoint
from portlint.deployment.world import Town

HOST = "the host"


def host_calls(project: Project, towns: Sequence[Town]) -> Iterator[tuple[Town, Reference]]:
    """Yield each call of a script or a page to a port of localhost that no stack publishes."""
    scripts = {one.location.path for one in project.facts.of(Starts)}
    for use in project.facts.of(PortUse) if towns else ():
        paged = use.format == "markdown" and use.context is Context.DOCS
        if not _calls(use) or not (paged or use.location.path in scripts):
            continue
        if project.registry and project.registry.owners(use.port):
            continue
        if not any(use.port in town.published for town in towns):
            near = (town for town in _near(towns, use) if not paged or _tells(use, town))
            yield from ((town, _reference(use, town)) for town in near)


def _calls(use: PortUse) -> bool:
    return (
        use.role is Role.CONNECT
        and use.context in (Context.CODE, Context.DOCS)
        and use.host in LOOPBACK
        and not use.default_of
    )


def _tells(use: PortUse, town: Town) -> bool:
    """Tell whether a page names the service that has a port, and that runs nowhere else.

    What the repository builds may as well be started by hand, on its own port.
    """
    if PAST.search(use.location.path) or THEN.search(use.text):
        return False
    said = {*words(use.when), *words(use.text)} - IDLE
    held = town.holders.get(use.port, ())
    return bool(held) and all(
        one.image and not one.build and not said.isdisjoint(words(one.name)) for one in held
    )


def _near(towns: Sequence[Town], use: PortUse) -> Iterator[Town]:
    """Yield the stacks whose folder holds the script, the only ones that it may start unnamed."""
    for town in towns:
        folder = town.stack.folder
        if not folder or use.location.path.startswith(f"{folder}/"):
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

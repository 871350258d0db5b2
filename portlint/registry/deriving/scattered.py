"""Drafts of what files publish that belong to no stack: overrides of files that are elsewhere."""

from collections import defaultdict
from collections.abc import Iterator

from portlint.core import DeclaredService, PortMapping, Project
from portlint.core.judgement import deployed
from portlint.registry.deriving.composed import NAMED
from portlint.registry.deriving.draft import Draft, DraftPort
from portlint.registry.deriving.families import label_of
from portlint.registry.deriving.protocols import protocol


def scattered(project: Project, known: frozenset[str], root: str) -> Iterator[Draft]:
    """Yield the services of files that are not `known` as a stack's, as each file has them."""
    declared = {(one.location.path, one.name): one for one in deployed(project, DeclaredService)}
    found: dict[tuple[str, str], list[DraftPort]] = defaultdict(list)
    for one in deployed(project, PortMapping):
        key = (one.location.path, one.service)
        if one.location.path not in known and key in declared and NAMED.match(one.service):
            found[key] += (
                port for port in _ports(one, declared[key].image) if port not in found[key]
            )
    for key, ports in found.items():
        if ports:
            remark = f"{key[0]} runs with files that it does not name."
            own, family = declared[key], label_of(key[0], root)
            yield Draft(
                own.location, own.name, family, tuple(ports), image=own.image, remarks=(remark,)
            )


def _ports(one: PortMapping, image: str) -> Iterator[DraftPort]:
    if one.published and one.target[0] == one.target[1]:
        container, transport = one.target[0], one.transport
        spoken = protocol(image, container, transport, asked=False)
        yield DraftPort(
            one.location, container, one.published[0], one.host_ip, transport, spoken,
            groups=((one.location.path,),),
        )  # fmt: skip

"""What a stack lacks, and another Compose file of its folder has: files that run together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from portlint.deployment.model import Service, Stack


def gathered(stacks: Sequence[Stack]) -> tuple[Stack, ...]:
    """Return stacks with the names that are around each, where the folder lacks nothing."""
    folders: dict[str, list[Stack]] = defaultdict(list)
    for one in stacks:
        folders[one.folder].append(one)
    around = {
        folder: frozenset(_names(each)) if _is_whole(each) else frozenset[str]()
        for folder, each in folders.items()
    }
    return tuple(replace(one, around=around[one.folder]) for one in stacks)


def _names(stacks: Iterable[Stack]) -> Iterable[str]:
    for service in _services(stacks):
        yield from (name.lower() for name in service.names)
        yield from (alias.lower() for one in service.networks for alias in one.called)


def _is_whole(stacks: Sequence[Stack]) -> bool:
    """Tell whether all is there that any of some stacks names, and was read."""
    services = _services(stacks)
    known = {one.name for one in services}
    started = {one.name for one in services if one.image or one.build}
    waited = {name for one in services for name, _ in one.depends_on}
    joined = {one.name for each in services for one in each.networks}
    networks = {"default", *(key for one in stacks for key in one.networks)}
    return (
        all(one.read for one in stacks)
        and known <= started
        and waited <= known
        and joined <= networks
    )


def _services(stacks: Iterable[Stack]) -> list[Service]:
    return [service for one in stacks for service in one.services.values()]

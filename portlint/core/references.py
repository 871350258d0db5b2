"""What one part of a registry says of another: names that lead nowhere, and circles."""

from collections.abc import Collection, Iterable, Iterator

from portlint.core.nearest import hint
from portlint.core.registry import Problem, Reference, Registry, Service

CHECK = "references"
GUESSES = 20
"""How many misspelt names get a did-you-mean; comparing names is slow in a large registry."""


class Spelling:
    """Guesses what a misspelt name was meant to be, as long as there is a budget."""

    def __init__(self) -> None:
        self._hints: dict[str, str] = {}

    def hint(self, name: str, known: Collection[str]) -> str:
        """Return a clause that names the nearest of `known`, or nothing."""
        if name not in self._hints and len(self._hints) < GUESSES:
            self._hints[name] = hint(name, known)
        return self._hints.get(name, "")


def references(registry: Registry) -> Iterator[Problem]:
    """Find names that point at nothing, dependencies that run in a circle, and dead ends."""
    spelling = Spelling()
    stacks = {span.name for span in registry.ranges}
    for service in registry.services:
        yield from _unknown(service, registry, spelling)
        if service.stack and stacks and service.stack.name not in stacks:
            hint = spelling.hint(service.stack.name, stacks)
            message = f"{service.name} is in stack {service.stack.name}, which has no range{hint}"
            yield Problem(service.stack.location, CHECK, message, service.name)
        yield from _dead_ends(service, registry)
    for span in registry.ranges:
        if span.within and span.within not in stacks:
            hint = spelling.hint(span.within, stacks)
            message = f"range {span.name} is within {span.within}, which is no range{hint}"
            yield Problem(span.location, CHECK, message)
    yield from circles(registry)


def _unknown(service: Service, registry: Registry, spelling: Spelling) -> Iterator[Problem]:
    known: list[tuple[str, Iterable[Reference], Collection[str]]] = [
        ("depends on", service.depends_on, registry.by_name),
        ("is replaced by", filter(None, [service.replacement]), registry.by_name),
        ("is in network", service.networks if registry.networks else (), registry.networks),
    ]
    for verb, names, registered in known:
        for name in names:
            if name.name not in registered:
                hint = spelling.hint(name.name, registered)
                message = f"{service.name} {verb} {name.name}, which is not registered{hint}"
                yield Problem(name.location, CHECK, message, service.name)


def _dead_ends(service: Service, registry: Registry) -> Iterator[Problem]:
    if service.replacement is None:
        if service.deprecated:
            message = f"{service.name} is deprecated, and nothing says what to use in its place"
            yield Problem(service.location, CHECK, message, service.name)
        return
    other = registry.named(service.replacement.name)
    if other is not None and other.deprecated:
        message = f"{service.name} is replaced by {other.name}, which is deprecated too"
        yield Problem(service.replacement.location, CHECK, message, service.name)


def circles(registry: Registry) -> Iterator[Problem]:
    """Yield one problem for each dependency that leads back to where it came from."""
    done: set[str] = set()
    for start in registry.services:
        trail: dict[str, Iterator[Reference]] = {}
        step: Service | None = None if start.name in done else start
        while step or trail:
            if step:
                trail[step.name] = iter(step.depends_on)
            name = next(reversed(trail))
            needed = next(trail[name], None)
            step = None
            if needed is None:
                done.add(name)
                del trail[name]
                continue
            other = registry.named(needed.name)
            if other and other.name in trail:
                yield _circle([*trail], other.name, needed)
            elif other and other.name not in done:
                step = other


def _circle(trail: list[str], back: str, needed: Reference) -> Problem:
    around = [*trail[trail.index(back) :], back]
    shown = " -> ".join(around if len(around) <= 8 else [*around[:4], "…", *around[-3:]])  # noqa: PLR2004
    message = f"dependencies run in a circle, so that none can start first: {shown}"
    return Problem(needed.location, CHECK, message, trail[-1])

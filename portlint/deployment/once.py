"""Compute something of a project once, however many rules ask for it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from portlint.core import Project

T = TypeVar("T")


def once(compute: Callable[[Project], T]) -> Callable[[Project], T]:
    """Keep the value for the last project; what rules see differently has no part in it."""
    kept: list[tuple[tuple[object, ...], T]] = []

    @wraps(compute)
    def asked(project: Project) -> T:
        key = (project.facts, project.registry, project.paths)
        if not kept or any(own is not other for own, other in zip(kept[0][0], key, strict=True)):
            kept[:] = [(key, compute(project))]
        return kept[0][1]

    return asked

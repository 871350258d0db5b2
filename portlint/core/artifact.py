"""A generator turns the registry into files. Writing or comparing them is the CLI's business."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portlint.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to be, at a POSIX path relative to the repository root."""

    path: str
    text: str


Render = Callable[[Registry], Iterable[Artifact]]


@dataclass(frozen=True, slots=True)
class Generator:
    """A named family of artifacts."""

    name: str
    doc: str
    render: Render


def generator(name: str) -> Callable[[Render], Generator]:
    """Name a render function; its docstring's first line describes the artifact."""
    return lambda render: Generator(name, (render.__doc__ or "").partition("\n")[0], render)

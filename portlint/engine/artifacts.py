"""Ask generators, and hold what they answer to the contract."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from portlint.core import Artifact, GenerationError, Generator, Registry, Rendering, Section
from portlint.core.artifact import Choice, refusal

Options = Mapping[str, Mapping[str, Choice]]
"""The options of each generator that were given, by its name."""


class GeneratorCrash(Exception):  # noqa: N818  (it is what happened)
    """A generator failed; the message names it, the cause is what it raised."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a generator made; `text` is the file's whole text with its mark, or the section's."""

    generator: str
    made: Artifact | Section
    text: str

    @property
    def path(self) -> str:
        """Where it belongs: POSIX, relative to the configuration's folder."""
        return self.made.path


def render(
    generators: Iterable[Generator], registry: Registry, options: Options
) -> tuple[Rendered, ...]:
    """Return all that generators make of a registry, whose `path` is what the marks name.

    Raise GenerationError where the user has to decide, GeneratorCrash where a generator failed.
    """
    found = tuple(one for each in generators for one in _asked(each, registry, options))
    files: dict[str, str] = {}
    for one in found:
        if isinstance(one.made, Artifact):
            if other := files.get(one.path.casefold()):
                message = f"{other} and {one.generator} would both write {one.path}"
                raise GenerationError(message)
            files[one.path.casefold()] = one.generator
    for one in found:
        if isinstance(one.made, Section) and one.path.casefold() in files:
            message = f"{one.generator} keeps sections in {one.path}, which is generated itself"
            raise GenerationError(message)
    return found


def _asked(generator: Generator, registry: Registry, options: Options) -> Iterator[Rendered]:
    order = generator.order(registry, options.get(generator.name))
    try:
        made = tuple(generator.render(order))
    except GenerationError as error:
        message = f"generator {generator.name}: {error}"
        raise GenerationError(message) from error
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        message = f"generator {generator.name} failed: {reason}"
        raise GeneratorCrash(message) from error
    for one in made:
        if reason := refusal(one.path):
            message = f"generator {generator.name}: nothing is written to {one.path}: it {reason}"
            raise GenerationError(message)
        if isinstance(one, Artifact):
            yield Rendered(generator.name, one, one.marked(generator.name, registry.path))
        else:
            yield Rendered(generator.name, one, one.text)


def rendering(rendered: Iterable[Rendered], registry: str, base: str) -> Rendering:
    """Return what rules may know of it; `base` is the configuration's folder, as `a/b/`."""
    files = {base + one.path: one.text for one in rendered if isinstance(one.made, Artifact)}
    return Rendering(registry, base, MappingProxyType(files))


def seen_from_home(registry: Registry, root: Path, home: Path) -> Registry:
    """Return a registry whose path is relative to the configuration's folder."""
    path = Path(os.path.relpath(root / registry.path, home)).as_posix()
    return replace(registry, path=path)

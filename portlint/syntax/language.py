"""A language is a value: which files it reads, and one pure function from bytes to facts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portlint.core import Fact
from portlint.syntax.source import Source

Extract = Callable[[Source], Iterable[Fact]]


@dataclass(frozen=True, slots=True)
class Language:
    """A file format.

    `patterns` are `fnmatch` globs over a file's name, or over its path where they hold a slash; of
    several languages that match, the longest pattern decides. `interpreters` are names from a `#!`
    line, for files without a telling name. `version` changes whenever the same bytes would give
    other facts.
    """

    name: str
    patterns: tuple[str, ...]
    extract: Extract
    interpreters: tuple[str, ...] = ()
    version: int = 1


def language(
    name: str,
    *,
    patterns: tuple[str, ...],
    interpreters: tuple[str, ...] = (),
    version: int = 1,
) -> Callable[[Extract], Language]:
    """Name an extract function."""
    return lambda extract: Language(name, patterns, extract, interpreters, version)

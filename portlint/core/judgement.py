"""What rules ask of a port's place before they accuse it."""

import re
from collections.abc import Iterable, Iterator, Sized
from functools import lru_cache
from itertools import chain
from typing import TypeVar

from portlint.core.facts import Context, DeclaredService, Fact, Generated, PortUse, Role
from portlint.core.location import Location
from portlint.core.names import words
from portlint.core.rule import Project

PROGRAMS = frozenset(("python", "javascript", "typescript", "tsx", "component"))
LOOPBACK = frozenset(("localhost", "127.0.0.1", "[::1]", "0.0.0.0", "host.docker.internal"))  # noqa: S104
ALLOWED = frozenset("cors origin origins allowed allow whitelist referer csrf trusted csp".split())
"""Words of lists that name who may call, and call nobody."""

HEALTH = frozenset("health healthcheck healthz probe ready readiness liveness".split())
SETTINGS = re.compile(
    r"(?:^|/)[^/]*\.config\.[mc]?[jt]s$|(?:^|/)(?:gulpfile|gruntfile|webpack)[^/]*$", re.IGNORECASE
)
SCRIPTS = re.compile(
    r"(?:^|/)(?:scripts?|tools?|bin|benchmarks?|migrations?|\.storybook|storybook)/"
)
PRODUCED = re.compile(
    r"(?:^|/)(?:dist|build|out|outputs?|generated|vendor|third_party|public|static|reports?"
    r"|snapshots?|coverage)/|\.d\.ts$|[._-]generated\."
)
ASIDE = (
    r"(?:legacy|backups?|bak|archived?|archives|old|deprecated"
    r"|tests?|fixtures?|testdata|ci|template)"
)
VARIANTS = re.compile(
    rf"(?:^|[./_-]){ASIDE}(?:[._-][^/]*)?/|[._-]{ASIDE}(?:[._-]|$)|(?:^|/)te(?:mplate|st)[._-]"
)
"""A folder of things laid aside, or a later word of a file's name: `compose.old.yaml`."""

PIPELINES = re.compile(r"(?:^|/)\.(?:github|circleci|gitlab)/|(?:^|/)\.gitlab-ci\.ya?ml$")
TOLD = re.compile(
    r"(?:echo|printf|print|console\.\w+|(?:self\.|this\.)?log(?:ger|ging)?\.\w+)\b", re.IGNORECASE
)
PRIVATE = re.compile(r"(?:10\.\d+|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.\d+\.\d+\Z")
F = TypeVar("F", bound=Fact)
WIDEST = 500
"""Characters; what stands further right is data on one line, not code that somebody wrote."""


def live(project: Project) -> Iterator[PortUse]:
    """Yield the ports of files that people write and machines run, but for the registry."""
    produced = {fact.location.path for fact in project.facts.of(Generated)}
    if project.registry is not None:
        produced.add(project.registry.path)
    for use in project.facts.of(PortUse):
        if use.location.path not in produced and is_live(use):
            yield use


def deployed(project: Project, kind: type[F]) -> Iterator[F]:
    """Yield what files that run declare, not those whose ports are a test's or an example's."""
    telling: Iterator[PortUse | DeclaredService] = chain(
        project.facts.of(PortUse), project.facts.of(DeclaredService)
    )
    apart = {
        fact.location.path
        for fact in telling
        if fact.context in (Context.TEST, Context.EXAMPLE, Context.DOCS)
    }
    for fact in project.facts.of(kind):
        path = fact.location.path
        if path not in apart and runs(path):
            yield fact


def is_live(use: PortUse) -> bool:
    """Tell whether a port stands in code or configuration that runs: no test, no backup."""
    return (
        use.context is Context.CODE
        and runs(use.location.path)
        and use.location.column < WIDEST
        and not TOLD.match(use.text)
    )


@lru_cache(maxsize=32_768)
def runs(path: str) -> bool:
    """Tell whether a file is what runs: no build output, backup, template or CI pipeline."""
    return not (PRODUCED.search(path) or VARIANTS.search(path.lower()) or PIPELINES.search(path))


def in_program(use: PortUse) -> bool:
    """Tell whether a live port stands in code that ships: no script, no tool's configuration."""
    path = use.location.path
    return use.format in PROGRAMS and not SETTINGS.search(path) and not SCRIPTS.search(path)


def says(use: PortUse, vocabulary: frozenset[str]) -> bool:
    """Tell whether the name that carries a port, or its source line, holds one of some words."""
    return not vocabulary.isdisjoint(words(use.name)) or not vocabulary.isdisjoint(words(use.text))


def is_loopback(use: PortUse) -> bool:
    """Tell whether a reference stays on its own machine."""
    return use.host.lower() in LOOPBACK


def is_private(host: str) -> bool:
    """Tell whether a host is an address of a private network (RFC 1918)."""
    return bool(PRIVATE.match(host))


def first_of_each(
    uses: Iterable[tuple[object, PortUse]],
) -> Iterator[tuple[PortUse, tuple[Location, ...]]]:
    """Yield the first port of each subject with where the others are, in order of place."""
    subjects: dict[object, list[PortUse]] = {}
    for subject, use in sorted(uses, key=lambda pair: pair[1].location):
        subjects.setdefault(subject, []).append(use)
    for first, *others in subjects.values():
        yield first, tuple(other.location for other in others)


def more(others: Sized) -> str:
    """Say how many like it there are besides, empty for none."""
    return f"; {len(others)} more like it" if others else ""


def evidence(use: PortUse) -> int:
    """Rank roles by how surely they claim a port: published, listened, connected, declared."""
    order = (Role.PUBLISH, Role.LISTEN, Role.CONNECT, Role.DECLARE)
    return order.index(use.role) if use.role in order else len(order)

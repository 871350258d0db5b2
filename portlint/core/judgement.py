"""What rules ask of a port's place before they accuse it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from portlint.core.facts import Context, PortUse, Role
from portlint.core.names import words

PROGRAMS = frozenset(("python", "javascript", "typescript", "tsx"))
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
GENERATED = re.compile(
    r"(?:^|/)(?:dist|build|out|generated|vendor|third_party|public|static)/|\.d\.ts$"
)
PRIVATE = re.compile(r"(?:10\.\d+|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.\d+\.\d+\Z")


def in_program(use: PortUse) -> bool:
    """Tell whether a port stands in code that ships: no test, script or generated file."""
    path = use.location.path
    return (
        use.format in PROGRAMS
        and use.context is Context.CODE
        and not SETTINGS.search(path)
        and not SCRIPTS.search(path)
        and not GENERATED.search(path)
    )


def is_live(use: PortUse) -> bool:
    """Tell whether a port stands in code or configuration that runs."""
    return use.context is Context.CODE and not GENERATED.search(use.location.path)


def says(use: PortUse, vocabulary: frozenset[str]) -> bool:
    """Tell whether the name that carries a port, or its source line, holds one of some words."""
    return not vocabulary.isdisjoint(words(use.name)) or not vocabulary.isdisjoint(words(use.text))


def is_loopback(use: PortUse) -> bool:
    """Tell whether a reference stays on its own machine."""
    return use.host.lower() in LOOPBACK


def is_private(host: str) -> bool:
    """Tell whether a host is an address of a private network (RFC 1918)."""
    return bool(PRIVATE.match(host))


def first_of_each(uses: Iterable[tuple[object, PortUse]]) -> Iterator[tuple[PortUse, int]]:
    """Yield the first port of each subject with how many more there are, in order of place."""
    ordered = sorted(uses, key=lambda pair: pair[1].location)
    counts = Counter(subject for subject, _ in ordered)
    seen: set[object] = set()
    for subject, use in ordered:
        if subject not in seen:
            seen.add(subject)
            yield use, counts[subject] - 1


def more(count: int) -> str:
    """Say how many like it there are besides, empty for none."""
    return f"; {count} more like it" if count else ""


def evidence(use: PortUse) -> int:
    """Rank roles by how surely they claim a port: published, listened, connected, declared."""
    order = (Role.PUBLISH, Role.LISTEN, Role.CONNECT, Role.DECLARE)
    return order.index(use.role) if use.role in order else len(order)


VARIANTS = re.compile(
    r"(?:^|[./_-])(?:legacy|backup|archive[ds]?|old|deprecated|test|ci)(?:[./_-]|$)"
)


def is_variant(path: str) -> bool:
    """Tell whether a file is kept beside the one that runs: a backup, an archive, a test's."""
    return bool(VARIANTS.search(path.lower()))

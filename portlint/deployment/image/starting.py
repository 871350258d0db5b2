"""What a container's command starts: the program of its image, or something else."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import pairwise

from portlint.core.names import words
from portlint.core.tables import ImagePort
from portlint.deployment.image.binding import given
from portlint.deployment.image.moving import BARE, ENTRY, bare
from portlint.deployment.image.running import SHELLS
from portlint.deployment.model import Service

BEGINNING = frozenset("exec then do else { -c -ec -ce -euc -lc -xc".split())
"""Words of a shell's line behind which a program's name stands."""

PROGRAMS = frozenset(
    "server serve start start-dev run mysqld mysqld_safe mariadbd mongod standalone "
    "single-node start-single-node start-standalone docker-entrypoint.sh uvicorn postgres "
    "redis-server valkey-server influxd".split()
)
"""First words of commands with which images start what they always start."""


SHORT = len("-p")
"""Options of this length mean something else to each program."""


def spoken_by(service: Service) -> list[str]:
    """Return the words that a service's container is started with, without quotes."""
    words_ = service.command.words if service.command else ()
    return [word.strip("\"'") for text in words_ for word in text.text.split()]


def texts_of(service: Service) -> dict[str, str | None]:
    """Return what a service's variables hold, None where that is not known."""
    return {
        name: one.words.text if one.words and one.words.known else None
        for name, one in service.environment.items()
    }


def starts(spoken: list[str], name: str, rows: Sequence[ImagePort], *, plain: bool) -> bool:
    """Tell whether a service starts the program that its image is made for.

    `plain` tells that nothing is built over the image, which could bring another program.
    """
    if not spoken or spoken[0].startswith("-"):
        return True
    if any(fnmatchcase(bare(word), role) for row in rows for role in row.roles for word in spoken):
        return True
    told = {word for part in name.split("/")[-2:] for word in words(part) if len(word) > 2}  # noqa: PLR2004
    first = spoken[0].rpartition("/")[2]
    if first in SHELLS:
        return any(_is_program(one, told) for one in _begun(spoken)) or _wraps(spoken, rows)
    own = first in PROGRAMS or any(word in first for word in told)
    return own or (plain and _is_told(spoken, rows))


def _is_told(spoken: list[str], rows: Sequence[ImagePort]) -> bool:
    """Tell whether a program is given the long option that says where the image's own listens."""
    long = {one for row in rows for one in row.options if len(one) > SHORT and "*" not in one}
    return any(True for one in long for _ in given(spoken, one))


def _wraps(spoken: list[str], rows: Sequence[ImagePort]) -> bool:
    """Tell whether a shell runs the image's own start among other things, and moves no port."""
    moving = {name for row in rows for name in row.variables}
    plain = [bare(word) for word in spoken]
    return any(ENTRY.search(one) for one in plain) and not any(
        name in one for one in plain for name in moving
    )


def _begun(spoken: list[str]) -> Iterator[str]:
    """Yield the programs that a shell's line starts, by the words that stand before them."""
    for before, word in pairwise(spoken):
        if before.endswith((";", "&&", "||", "&")) or before in BEGINNING:
            yield word.rstrip(";").rpartition("/")[2]


def _is_program(word: str, told: set[str]) -> bool:
    own = {f"{one}{ending}" for one in told for ending in ("", "d", "-server")}
    return word in PROGRAMS - BARE or word in own

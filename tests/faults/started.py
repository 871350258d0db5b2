"""Whether a command starts the program that an image is made for."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from portlint.core.tables import ImagePort, repository

TOLD = frozenset(
    "server serve start start-dev run standalone single-node start-single-node".split()
)
"""First words with which the entry points of images start what they always start."""

PROGRAMS = frozenset("postgres mysqld mongod influxd docker-entrypoint.sh".split())
"""Programs of images that have other names."""

CLIENT = re.compile(
    r"mongo(?:sh|dump|restore|export|import)?|(?:mysql|mariadb)(?:-?(?:admin|dump|check))?"
    r"|psql|pg_\w+|[\w-]+-(?:cli|client)|kafka-(?!server)[\w-]+(?:\.sh)?|cqlsh|rpk|influx"
)
"""Programs of images that call the one that they are made for."""

SHELLS = frozenset("sh bash ash".split())
WRAPPERS = frozenset("exec tini dumb-init -- -g -s".split())
"""What stands before a program and leaves all as it is."""

HARMLESS = frozenset(
    "mkdir chown chmod echo printf sleep rm touch cat export set cd true wait date ls exit".split()
)
"""Programs of a shell's line that never listen."""

SCRIPTS = frozenset(("/etc/confluent/docker/run", "/etc/kafka/docker/run", "/entrypoint.sh"))
"""Scripts with which images start what they always start, by their whole path."""

DIVIDED = re.compile(r"&&|\|\||[;&|]|\b(?:then|do|else)\b|(?<=\s)exec(?=\s)")
DOCUMENT = re.compile(r"<<-?\s*[\"']?(\w+)[\"']?\s.*?\s\1(?=\s|\Z)", re.DOTALL)
"""What a shell's line writes out of itself."""
SCRIPT = re.compile(r"\.(?:sh|py|js|pl|rb)\Z")
WRITING = re.compile(
    r"(?<![\d&>])>+(?!>*\s*(?:/(?:dev|tmp|docker-entrypoint-initdb\.d)/|[~\w/]*/kong\.ya?ml\b))"
)
"""Files that a line writes may be settings, but not those that a program reads only if told."""


def starts(words: Sequence[str], image: str, rows: Sequence[ImagePort], *, replaced: bool) -> bool:
    """Tell whether a command starts the program that an image is made for, and no other.

    `replaced` tells that it stands in the place of the image's own entry point.
    """
    if _plays(words, rows):
        return not _is_shell(words) or WRITING.search(" ".join(words)) is None
    if not _is_shell(words):
        entered = not replaced and bool(words) and words[0] in TOLD
        scripted = replaced and bool(words) and SCRIPT.search(words[0]) is not None
        return entered or (_is_own(words, image, rows) and not scripted)
    line = DOCUMENT.sub(";", " ".join(words))
    moving = {name for row in rows for name in row.variables}
    if WRITING.search(line) or any(name in line for name in moving):
        return False
    programs = list(_programs(words))
    own = [one for one in programs if _is_own(one, image, rows)]
    return len(own) == 1 and all(one in own or one[0] in HARMLESS for one in programs)


def _plays(words: Sequence[str], rows: Sequence[ImagePort]) -> bool:
    roles = [role for row in rows for role in row.roles]
    return any(fnmatchcase(word.strip("\"';&|()"), role) for role in roles for word in words)


def _is_shell(words: Sequence[str]) -> bool:
    return bool(words) and words[0].rpartition("/")[2] in SHELLS


def _programs(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield the commands of a shell's line, each by its words."""
    line = next((words[at + 1 :] for at, word in enumerate(words) if word in LINED), words[1:])
    for part in DIVIDED.split(DOCUMENT.sub(";", " ".join(line))):
        if command := [word for word in part.split() if word not in ("\\", "eval")]:
            yield command


LINED = frozenset("-c -ec -ce -euc -lc -xc".split())
"""Options behind which a shell's line stands."""


def _is_own(words: Sequence[str], image: str, rows: Sequence[ImagePort]) -> bool:
    """Tell whether a command is the image's own program, by its name or an option of its own."""
    begun = [word for word in words if word.rpartition("/")[2] not in WRAPPERS]
    if not begun or begun[0].startswith("-"):
        return True
    first = begun[0].rpartition("/")[2]
    parts = repository(image)[0].split("/")[-2:]
    if CLIENT.fullmatch(first):
        return False
    named = [one for part in parts for one in re.split(r"[\W_]+", part) if len(one) > 2]
    long = {one for row in rows for one in row.options if len(one) > 2 and "*" not in one}
    told = any(word.partition("=")[0] in long for word in words)
    return begun[0] in SCRIPTS or first in PROGRAMS or any(one in first for one in named) or told

"""Images of several programs: which of them a container is told to be, and where that listens."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache

from portlint.core.tables import ImagePort, ports_of, repository, rows


def role_ports(
    reference: str, words: Iterable[str], variables: Mapping[str, str | None]
) -> tuple[ImagePort, ...]:
    """Return what listens in an image of several programs, () where nothing says which it runs.

    `words` are those of its command, beside which no variable says it.
    """
    known = _roles().get(repository(reference)[0], [])
    spoken = {word.strip("\"';&|()") for word in words}
    begun = [one for one in known if any(_says(word, one) for word in spoken)]
    if spoken:
        return tuple(begun)
    return tuple(one for one in known if any(_is_set(role, variables) for role in one.roles))


def _says(word: str, row: ImagePort) -> bool:
    return any(fnmatchcase(word, role) for role in row.roles)


def _is_set(role: str, variables: Mapping[str, str | None]) -> bool:
    """Tell whether a variable has the value of a role; `MODE=` is one that is not set."""
    name, equals, value = role.partition("=")
    return bool(equals) and (variables.get(name, "") or "").lower() == value


@lru_cache
def _roles() -> dict[str, list[ImagePort]]:
    found: dict[str, list[ImagePort]] = {}
    for row in rows("roles"):
        for name in row["images"].split():
            found.setdefault(name, []).extend(ports_of(row))
    return found

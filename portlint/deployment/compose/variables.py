"""Environment files, as Compose reads them: quotes, comments, one variable in another."""

import re
from collections.abc import Iterable, Mapping

from portlint.core import Variable
from portlint.deployment.compose.interpolation import Found, Lookup, interpolate
from portlint.deployment.model import How

ESCAPE = re.compile(r"\\([nrtfbv\"'\\$])")
ESCAPED = {"$": "$$", "n": "\n", "r": "\r", "t": "\t", "f": "\f", "b": "\b", "v": "\v"}
EXAMPLES = (
    ".env.example", ".env.sample", ".env.template", ".env.dist", "example.env", "env.example",
    ".env.default", ".env.defaults",
)  # fmt: skip
"""Where a repository shows what its `.env` holds, the nearest first."""

Files = Mapping[str, tuple[Variable, ...]]
"""The variables of every environment file, by its path."""


def by_path(variables: Iterable[Variable]) -> dict[str, tuple[Variable, ...]]:
    """Return variables by the file that sets them."""
    found: dict[str, list[Variable]] = {}
    for one in variables:
        found.setdefault(one.location.path, []).append(one)
    return {path: tuple(each) for path, each in found.items()}


ROOM = 2_000_000
"""Characters that the variables of a file may make of it together; what is further down stays as
it is written."""


def values(variables: Iterable[Variable], how: How, beyond: Lookup) -> dict[str, Found]:
    """Return the values that a file sets; `beyond` answers for variables that it does not."""
    found: dict[str, Found] = {}

    def lookup(name: str) -> Found | None:
        return beyond(name) or found.get(name)

    room = ROOM
    for one in variables:
        value = one.value
        if one.quote == '"':
            value = ESCAPE.sub(lambda match: ESCAPED.get(match[1], match[1]), value)
        if one.quote != "'" and room > 0:
            value, _ = interpolate(value, lookup)
            room -= len(value)
        found[one.name] = Found(value, how, one.location)
    return found


def verbatim(variables: Iterable[Variable]) -> dict[str, Found]:
    """Return the values of a file that is read as it is, quotes and all."""
    return {
        one.name: Found(f"{one.quote}{one.value}{one.quote}", How.FILE, one.location)
        for one in variables
    }


def nothing(_name: str) -> Found | None:
    """Know no variable."""
    return None


def project(files: Files, folder: str, env_files: Iterable[str], *, examples: bool) -> Lookup:
    """Return what a project's variables are: those of its `.env`, else those of its example."""
    known: dict[str, Found] = {}
    shown = [join(folder, name) for name in EXAMPLES] if examples else []
    for path in reversed(shown):
        known |= values(files.get(path, ()), How.EXAMPLE, nothing)
    for path in env_files:
        known |= values(files.get(path, ()), How.FILE, nothing)
    return known.get


def join(folder: str, path: str) -> str:
    """Return a path below a folder, both POSIX and relative to the root; `..` is taken out."""
    parts = [] if path.startswith("/") else [part for part in folder.split("/") if part]
    for part in path.split("/"):
        if part == "..":
            if not parts or parts[-1] == "..":
                parts.append("..")
            else:
                parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)

"""`include`: whole projects that a file takes into its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from portlint.core import Items, Map, Text, Value
from portlint.deployment.compose.interpolation import Lookup, words
from portlint.deployment.compose.variables import join


@dataclass(frozen=True, slots=True)
class Included:
    """Files that one `include` takes in, with the folder and variables that they are read by."""

    files: tuple[str, ...]
    folder: str
    env_files: tuple[str, ...]


def includes(whole: Map, folder: str, lookup: Lookup) -> Iterator[Included]:
    """Yield what a file includes: one file, or several that are laid over one another."""

    def several(value: Value | None) -> list[str]:
        found = value.items if isinstance(value, Items) else (value,)
        return [words(one, lookup).text for one in found if isinstance(one, Text)]

    for entry in whole.items("include"):
        named = several(entry.get("path") if isinstance(entry, Map) else entry)
        files = tuple(join(folder, path) for path in named)
        if not files:
            continue
        place = files[0].rpartition("/")[0]
        if isinstance(entry, Map) and (told := entry.text("project_directory")):
            place = join(folder, told)
        given = several(entry.get("env_file")) if isinstance(entry, Map) else []
        env_files = tuple(join(folder, path) for path in given) or (join(place, ".env"),)
        yield Included(files, place, env_files)

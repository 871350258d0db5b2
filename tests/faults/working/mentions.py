"""Which files of a repository mention a word or a number."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from tests.faults.composed import Composed

WORD = re.compile(r"[\w-]+")
NUMBER = re.compile(r"\d{2,5}")

PAGES = (".md", ".mdx", ".rst", ".adoc", ".txt")


class Mentions:
    """The mentions of some words and numbers; whoever asks for others is told nothing."""

    def __init__(self, files: Mapping[str, str], wanted: Iterable[str]) -> None:
        held = frozenset(wanted)
        self._found: dict[str, set[str]] = defaultdict(set)
        self._wanted = held
        for path, text in files.items() if held else ():
            for word in held.intersection((*WORD.findall(text), *NUMBER.findall(text))):
                self._found[word].add(path)

    def of(self, word: str) -> set[str]:
        """Return the paths of the files that mention a word, as one that stands by itself."""
        assert word in self._wanted, word
        return self._found.get(word, set())

    def named(self, word: str) -> set[str]:
        """Return the paths of the files that mention a name and are no pages for people."""
        return {path for path in self.of(word) if not path.endswith(PAGES)}


def beside(paths: set[str], file: Composed) -> set[str]:
    """Return those of the paths that are of the project of a Compose file, and not itself.

    What lies in the folder of another Compose file, and not in this one's, is another project.
    """
    everyone = {one.folder for one in file.repository.composed.values()}
    others = {one for one in everyone if one and not f"{file.folder}/".startswith(f"{one}/")}
    found = paths - {file.path}
    return {path for path in found if not any(path.startswith(f"{one}/") for one in others)}

"""A command as its programs see it: which program each word belongs to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portlint.core.shell.command import Command, Word
from portlint.core.shell.programs import COMMANDED, KNOWN, LEAVES

ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=")
KEYWORDS = frozenset(
    "do then else elif if while until ! { ( [ [[ time exec nohup builtin command sudo doas env "
    "export local declare typeset readonly npx bunx pnpx cross-env dotenv nice setsid stdbuf "
    "xargs timeout uv poetry pipenv pdm rye hatch bundle RUN CMD ENTRYPOINT HEALTHCHECK".split()
)
"""What stands before the program that does the work."""

NAMES = frozenset(
    "--name --network --net --hostname --host -h --label -l -U -u --user -d --dbname -n "
    "--namespace --container-name --service --link --network-alias --volumes-from --filter".split()
)
"""Flags whose value is a name, even where it is that of a program."""


@dataclass(frozen=True, slots=True)
class Call:
    """A command's words, and for each the base name of the program that it is an argument of."""

    command: Command
    programs: tuple[str, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """The words, the programs' own among them."""
        return self.command.words

    @property
    def head(self) -> str:
        """The first program."""
        return next((program for program in self.programs if program), "")

    def arguments(self, programs: frozenset[str]) -> Iterator[tuple[int, Word]]:
        """Yield the words (with their index) that belong to one of these programs."""
        for index, word in enumerate(self.words):
            if self.programs[index] in programs:
                yield index, word


def _kept(current: str, before: str) -> bool:
    """Tell whether the word after `before` is no program, though there is one of that name."""
    return current in LEAVES or before in NAMES or (before == current and current in COMMANDED)


def call(command: Command) -> Call:
    """Find the program of each word."""
    found: list[str] = []
    current = before = ""
    for word in command.words:
        base = word.text.rsplit("/", 1)[-1]
        if not current:
            if base not in KEYWORDS and base[:1] != "-" and not ASSIGNMENT.match(word.text):
                current = base.lstrip("@")
        elif base in KNOWN and not word.quoted and not _kept(current, before):
            current = base
        found.append(current)
        before = word.text
    return Call(command, tuple(found))

"""A checkout whose facts are read once, and asked again with some files written anew."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from portlint.core import Fact, Facts, Finding, Project
from portlint.core.rule import Tier
from portlint.engine.check import check
from portlint.engine.choice import Choice
from portlint.engine.context import context_of
from portlint.engine.discovery import discover
from portlint.engine.extract import extract
from portlint.engine.gather import gather
from portlint.plugins import load as load_plugins
from portlint.syntax import Language
from tests.containers.prediction import AT_THE_CAUSE, Said, of_reach

TODAY = date(2026, 1, 1)
HEAD = 128
"""Bytes that hold a `#!` line."""

LARGEST = 400_000
"""Bytes of a file that is read for references and for what services say of themselves."""


class Texts(Mapping[str, str]):
    """The texts of a checkout by path, each read when it is asked for; line ends as they are."""

    def __init__(self, root: Path, paths: frozenset[str]) -> None:
        self.root = root
        self.paths = frozenset(path for path in paths if not (root / path).is_symlink())
        self._read: dict[str, str] = {}

    def __getitem__(self, path: str) -> str:
        if path not in self.paths:
            raise KeyError(path)
        if path not in self._read:
            data = (self.root / path).read_bytes()
            plain = len(data) <= LARGEST and b"\0" not in data
            self._read[path] = data.decode("utf-8", "replace") if plain else ""
        return self._read[path]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.paths))

    def __len__(self) -> int:
        return len(self.paths)


class Checkout:
    """What is said of who reaches whom in a repository, in memory; nothing is written to it.

    With `every_rule` all that are on by default are asked. `loud` are the codes of those.
    """

    def __init__(self, root: Path, *, every_rule: bool = False) -> None:
        self.name = root.name.replace("+", "/")
        self.plugins = load_plugins(installed=False)
        listing = discover([root])
        self.root, self.systems = listing.root, listing.systems
        found = gather(listing, self.plugins.languages, languages)
        self._facts: dict[str, list[Fact]] = {entry.path: [] for entry in listing.files}
        self._notices: list[Fact] = []
        for fact in found.facts:
            self._facts.get(fact.location.path, self._notices).append(fact)
        self._choice = Choice(self.plugins.languages.values())
        rules = self.plugins.rules.values()
        self.loud = frozenset(one.code for one in rules if one.tier is Tier.DEFAULT)
        also = self.loud if every_rule else frozenset()
        self._rules = [one for one in rules if of_reach(one.code) or one.code in also]
        self.texts = Texts(listing.root, listing.paths)

    @cached_property
    def before(self) -> list[Said]:
        """What is said of the checkout as it is."""
        return self._asked({})

    def new(self, written: Mapping[str, str], *again: tuple[str, str]) -> list[Said]:
        """Return what is said when files are written anew, and was not said in these words.

        `again` are pairs of a new word and the old one in whose place it stands.
        """
        old = {words(one) for one in self.before}
        return [one for one in self._asked(written) if words(one, *again) not in old]

    def _asked(self, written: Mapping[str, str]) -> list[Said]:
        facts = self._facts | {path: self._extracted(path, written[path]) for path in written}
        held = Facts([*self._notices, *(fact for each in facts.values() for fact in each)])
        checked = check(Project(held, None, frozenset(facts), today=TODAY), self._rules)
        assert not checked.crashes, checked.crashes[0]
        return [said(one) for one in checked.findings]

    def _extracted(self, path: str, text: str) -> list[Fact]:
        data = text.encode()
        language = self._choice.by_name(path) or self._choice.by_interpreter(data[:HEAD])
        if language is None:
            return []
        found = extract(path, data, language, context_of(path, self.systems))
        return sorted(found, key=lambda fact: fact.location)


def languages() -> Mapping[str, Language]:
    """Load what reads files, in whichever process."""
    return load_plugins(installed=False).languages


def words(one: Said, *again: tuple[str, str]) -> str:
    """Return what a finding says and of which file, wherever its line went."""
    place, _, text = one.text.partition(" ")
    for new, old in again:
        text = text.replace(new, old)
    return f"{place.rpartition(':')[0]} {text}"


def code(one: Said) -> str:
    """Return the code of the rule that says something."""
    return one.text.split()[1]


def said(finding: Finding) -> Said:
    """Return a finding with the lines that it is about."""
    related = finding.related if finding.code in AT_THE_CAUSE else ()
    spots = [finding.location, *(one.location for one in related)]
    place = finding.location
    text = f"{place.path}:{place.line} {finding.code} {finding.message}"
    return Said(text, frozenset((one.path, one.line) for one in spots))

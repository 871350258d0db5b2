"""A checkout whose facts are read once, and asked again with one file written anew."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from portlint.core import Fact, Facts, Finding, Project
from portlint.engine.check import check
from portlint.engine.choice import Choice
from portlint.engine.context import context_of
from portlint.engine.discovery import discover
from portlint.engine.extract import extract
from portlint.engine.gather import gather
from portlint.plugins import load as load_plugins
from portlint.syntax import Language
from tests.containers.prediction import AT_THE_CAUSE, Said, of_reach


class Checkout:
    """What a repository says, in memory; nothing is written."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.plugins = load_plugins()
        listing = discover([root])
        found = gather(listing, self.plugins.languages, languages, cached=True)
        self.facts: dict[str, list[Fact]] = defaultdict(list)
        for fact in found.facts:
            self.facts[fact.location.path].append(fact)
        self.project = Project(Facts(found.facts), None, listing.paths)
        self.rules = [one for one in self.plugins.rules.values() if of_reach(one.code)]

    def text(self, path: str) -> str:
        """Return the text of a file, without a change to its line ends."""
        return (self.root / path).read_bytes().decode("utf-8", "replace")

    def asked(self, written: Mapping[str, str]) -> list[Said]:
        """Return what is said of reach when files are written anew, by path."""
        facts = {**self.facts, **{path: self.read(path, text) for path, text in written.items()}}
        whole = Facts(tuple(fact for path in sorted(facts) for fact in facts[path]))
        checked = check(replace(self.project, facts=whole), self.rules)
        assert not checked.crashes, checked.crashes[0]
        return [said(one) for one in checked.findings]

    def read(self, path: str, text: str) -> list[Fact]:
        language = Choice(self.plugins.languages.values()).by_name(path)
        if language is None:
            return []
        found = extract(path, text.encode(), language, context_of(path))
        return sorted(found, key=lambda fact: fact.location)


def languages() -> Mapping[str, Language]:
    return load_plugins().languages


def said(finding: Finding) -> Said:
    """Return a finding with the lines that it is about."""
    related = finding.related if finding.code in AT_THE_CAUSE else ()
    spots = [finding.location, *(one.location for one in related)]
    place = finding.location
    text = f"{place.path}:{place.line} {finding.code} {finding.message}"
    return Said(text, frozenset((one.path, one.line) for one in spots))

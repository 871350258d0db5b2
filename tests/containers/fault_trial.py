"""One fault to try, a checkout linted with it in memory, and the count of what is found."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from portlint.core import Fact, Facts, Finding, Project
from portlint.engine.check import check
from portlint.engine.choice import Choice
from portlint.engine.context import context_of
from portlint.engine.discovery import discover
from portlint.engine.extract import extract
from portlint.engine.gather import gather
from portlint.plugins import Plugins, load
from tests.containers.prediction import of_reach

TODAY = date(2026, 1, 1)
SUFFIXES = (".yaml", ".yml", ".conf", ".cfg", ".template", ".tmpl")
NAMED = ("Caddyfile", "Dockerfile")
LARGEST = 400_000
"""Characters of a file in which references are looked for."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A file with one reference broken: what was done, and the line (1-based) where it stands.

    `doubt` says why nobody could know from the files and from documentation that it is broken;
    it is empty where the reference is decidably broken.
    """

    kind: str
    path: str
    line: int
    text: str
    doubt: str = ""


class Checkout:
    """A repository whose facts are read once, so that a change costs one file and the rules."""

    def __init__(self, root: Path, plugins: Plugins | None = None) -> None:
        self.plugins = plugins or load(installed=False)
        listing = discover([root])
        gathered = gather(
            listing, self.plugins.languages, lambda: self.plugins.languages, jobs=1, cached=False
        )
        self._notices: list[Fact] = []
        self._facts: dict[str, list[Fact]] = {entry.path: [] for entry in listing.files}
        for fact in gathered.facts:
            self._facts.get(fact.location.path, self._notices).append(fact)
        self._choice = Choice(self.plugins.languages.values())
        self._rules = [one for one in self.plugins.rules.values() if of_reach(one.code)]
        self.files: Mapping[str, str] = {
            path: text
            for path in self._facts
            if path.endswith(SUFFIXES) or path.rpartition("/")[2].startswith(NAMED)
            if len(text := (listing.root / path).read_text("utf-8", errors="replace")) <= LARGEST
        }
        self.before = frozenset(map(words, self.findings()))

    def findings(self, path: str = "", text: str = "") -> tuple[Finding, ...]:
        """Return what is said of who reaches whom, with the text of one file changed."""
        facts = self._facts
        if path:
            data = text.encode()
            language = self._choice.by_name(path) or self._choice.by_interpreter(data[:128])
            own = list(extract(path, data, language, context_of(path))) if language else []
            facts = facts | {path: sorted(own, key=lambda fact: fact.location)}
        held = Facts([*self._notices, *(fact for each in facts.values() for fact in each)])
        checked = check(Project(held, None, frozenset(facts), today=TODAY), self._rules)
        assert not checked.crashes, checked.crashes[0]
        return checked.findings

    def tells(self, trial: Trial) -> list[Finding]:
        """Return what is said with a fault and was not said without."""
        found = self.findings(trial.path, trial.text)
        return [one for one in found if words(one) not in self.before]


def words(finding: Finding) -> tuple[str, str, str]:
    """Return what a finding says, wherever its line went."""
    return finding.code, finding.location.path, finding.message


@dataclass
class Tally:
    """Counts by kind of fault: decidable ones and the others apart."""

    made: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    doubtful: Counter[str] = field(default_factory=Counter)
    lucky: Counter[str] = field(default_factory=Counter)
    doubts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, trial: Trial, *, found: bool) -> None:
        """Count one trial."""
        if trial.doubt:
            self.doubtful[trial.kind] += 1
            self.lucky[trial.kind] += found
            self.doubts[trial.kind, trial.doubt] += 1
        else:
            self.made[trial.kind] += 1
            self.found[trial.kind] += found

    def rows(self) -> Iterator[str]:
        """Yield the lines of a table."""
        yield f"{'fault':44} {'decidable':>9} {'found':>6} {'undecidable':>12} {'found':>6}"
        for kind in sorted(self.made.keys() | self.doubtful.keys()):
            own = f"{kind:44} {self.made[kind]:9} {self.found[kind]:6}"
            yield f"{own} {self.doubtful[kind]:12} {self.lucky[kind]:6}"
        made, found = self.made.total(), self.found.total()
        yield f"found {found} of {made} decidable ({found / max(1, made):.1%})"
        for (kind, doubt), number in sorted(self.doubts.items()):
            yield f"  undecidable: {number:4} {kind}: {doubt}"


def line_of(text: str, at: int) -> int:
    """Return the 1-based line of an offset."""
    return text.count("\n", 0, at) + 1


def put(text: str, start: int, end: int, new: str) -> str:
    """Return a text with a part of it replaced."""
    return f"{text[:start]}{new}{text[end:]}"


def first(found: Iterable[str]) -> str:
    """Return the first reason that there is, empty where there is none."""
    return next((one for one in found if one), "")

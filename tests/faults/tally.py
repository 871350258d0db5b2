"""The count of what is found, one table for every kind of fault."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fault by its name, which stays the same between runs, and what came of it."""

    name: str
    kind: str
    undecided: str
    found: bool
    loud: bool
    """Whether a rule found it that is on by default."""


@dataclass
class Tally:
    """What came of every fault, and what is said of the checkouts as they are."""

    outcomes: list[Outcome] = field(default_factory=list)
    before: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[str]:
        """Yield the lines of the report."""
        decided = [one for one in self.outcomes if not one.undecided]
        apart = [one for one in self.outcomes if one.undecided]
        yield f"{'broken by':46} {'made':>5} {'decided':>8} {'found':>6} {'undecided, found':>17}"
        for kind in sorted({one.kind for one in self.outcomes}):
            yield f"{kind:46} {self._row(kind)}"
        yield f"{'all':46} {self._row('')}"
        found = sum(one.found for one in decided)
        loud = sum(one.loud for one in decided)
        whole = max(1, len(decided))
        yield f"found {found} of {len(decided)} that are decided: {found / whole:.1%}"
        yield f"by rules that are on by default: {loud}, {loud / whole:.1%}"
        guessed = sum(one.found for one in apart)
        yield f"undecided: {len(apart)}, of which {guessed} are found all the same"
        reasons = Counter(one.undecided for one in apart)
        lucky = Counter(one.undecided for one in apart if one.found)
        for why, count in reasons.most_common():
            yield f"  {count:5} ({lucky[why]} found) {why}"
        yield f"{len(self.before)} findings on the checkouts as they are:"
        yield from (f"  {one}" for one in self.before)

    def _row(self, kind: str) -> str:
        own = [one for one in self.outcomes if kind in ("", one.kind)]
        decided = [one for one in own if not one.undecided]
        found = sum(one.found for one in decided)
        guessed = sum(one.found for one in own) - found
        return f"{len(own):5} {len(decided):8} {found:6} {guessed:17}"

    def document(self) -> dict[str, Any]:
        """Return all of it for a comparison between runs."""
        decided = [one for one in self.outcomes if not one.undecided]
        return {
            "made": len(self.outcomes),
            "decided": len(decided),
            "found": sum(one.found for one in decided),
            "faults": [asdict(one) for one in self.outcomes],
            "before": self.before,
        }

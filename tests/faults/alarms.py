"""The count of what is said after edits that keep everything working: each is a false alarm."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Tried:
    """An edit by its name, which stays the same between runs, and what is said newly after it."""

    name: str
    kind: str
    said: tuple[str, ...]


@dataclass
class Alarms:
    """What came of every edit."""

    outcomes: list[Tried] = field(default_factory=list)

    def rows(self) -> Iterator[str]:
        """Yield the lines of the report."""
        yield f"{'edited':46} {'made':>5} {'alarms':>6}"
        for kind in sorted({one.kind for one in self.outcomes}):
            own = [one for one in self.outcomes if one.kind == kind]
            yield f"{kind:46} {len(own):5} {sum(map(bool, (one.said for one in own))):6}"
        raised = [one for one in self.outcomes if one.said]
        made = len(self.outcomes)
        share = len(raised) / max(1, made)
        yield f"something new is said after {len(raised)} of {made} edits: {share:.2%}"
        for one in raised:
            yield f"  {one.name}"
            yield from (f"    {text}" for text in one.said)

    def document(self) -> dict[str, Any]:
        """Return all of it for a comparison between runs."""
        return {"edits": [asdict(one) for one in self.outcomes]}

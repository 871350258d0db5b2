"""Measure portlint on systems made at random: what it finds, and what it says falsely.

usage: python -m tests.containers.bench [--count N] [--seed N] [--verify N] [--show]

`--verify` starts that many of them in real containers, and holds their marks against curl.
"""

import argparse
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.containers.measure import measure, running
from tests.containers.podman import Podman
from tests.containers.prediction import Verdict, judge, predicted
from tests.containers.random_system import Kind, Made, made
from tests.containers.system import Outcome


@dataclass
class Tally:
    """Counts by kind: references that are broken and found, and that work and are reported."""

    broken: Counter[Kind] = field(default_factory=Counter)
    found: Counter[Kind] = field(default_factory=Counter)
    working: Counter[Kind] = field(default_factory=Counter)
    false: int = 0

    def add(self, one: Made, verdict: Verdict) -> None:
        self.false += len(verdict.false)
        for call, kind in one.kinds.items():
            if call.outcome is Outcome.REACHED:
                self.working[kind] += 1
            else:
                self.broken[kind] += 1
                self.found[kind] += (call.path, call.line) not in verdict.missed

    @property
    def recall(self) -> float:
        """The share of broken references that are reported."""
        return self.found.total() / max(1, self.broken.total())

    @property
    def alarm(self) -> float:
        """False findings for each reference that works."""
        return self.false / max(1, self.working.total())


def tried(seed: int) -> tuple[Made, Verdict]:
    """Make the system of a seed and judge what is said of it."""
    one = made(seed)
    with tempfile.TemporaryDirectory() as folder:
        return one, judge(one.system, predicted(one.system, Path(folder)))


def verify(seeds: range) -> int:
    """Count the marks that curl contradicts, in real containers."""
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="truth-", ignore_cleanup_errors=True) as root:
        engine = Podman.start(Path(root))
        try:
            for seed in seeds:
                wrong += contradicted(engine, seed)
        finally:
            engine.stop()
    return wrong


def contradicted(engine: Podman, seed: int) -> int:
    system = made(seed).system
    with tempfile.TemporaryDirectory() as name, running(engine, system, Path(name)) as containers:
        outcomes = measure(engine, system, Path(name), containers)
    wrong = [call for call, outcome in outcomes.items() if outcome is not call.outcome]
    for call in wrong:
        print(f"{system}: {call}: {outcomes[call]}, not {call.outcome}")
    print(f"{system}: {len(outcomes)} measured, {len(wrong)} wrong")
    return len(wrong)


def report(tally: Tally) -> None:
    """Print a table by kind of reference, and the two figures that count."""
    print(f"{'kind':34} {'works':>6} {'broken':>6} {'found':>6}")
    for kind in Kind:
        print(f"{kind:34} {tally.working[kind]:6} {tally.broken[kind]:6} {tally.found[kind]:6}")
    print(f"found {tally.recall:.1%} of {tally.broken.total()} broken references")
    print(f"{tally.false} false findings on {tally.working.total()} that work ({tally.alarm:.2%})")


def show(one: Made, verdict: Verdict) -> None:
    for path, line in sorted(verdict.missed):
        text = one.system.files[path].splitlines()[line - 1].strip()
        kinds = [
            kind for call, kind in one.kinds.items() if (call.path, call.line) == (path, line)
        ]
        print(f"{one.system} missed {text} ({kinds[0]})")
    for said in verdict.false:
        print(f"{one.system} false {said.text}")


def main() -> None:
    """Read what is asked, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--verify", type=int, default=0)
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    tally = Tally()
    with ProcessPoolExecutor(2) as pool:
        for one, verdict in pool.map(tried, range(asked.seed, asked.seed + asked.count)):
            tally.add(one, verdict)
            if asked.show:
                show(one, verdict)
    report(tally)
    if asked.verify:
        sys.exit(bool(verify(range(asked.seed, asked.seed + asked.verify))))


if __name__ == "__main__":
    main()

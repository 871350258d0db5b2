"""Break references of real projects one at a time, and count what portlint finds.

usage: python -m tests.containers.faults [--limit N] [--seed N] [--show] CHECKOUT...

A checkout is read once; for each fault the changed file alone is read anew, and the rules of reach
are run on the whole. A fault counts as found where one of them speaks on its line. One of which no
file and no public knowledge can tell whether it fails is counted apart, by the reason; see
`fault_said.py`. What is said of a checkout as it is gets printed, to be read.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from portlint.core import Context
from portlint.engine.context import context_of
from tests.containers.composed import Checked, services_of
from tests.containers.fault import Fault
from tests.containers.fault_checkout import Checkout
from tests.containers.fault_kinds import faults
from tests.containers.prediction import Said

NAMES = (".yaml", ".yml", ".env")
LARGEST = 200_000
"""Bytes of a file in which references are broken."""


@dataclass
class Tally:
    """Counts by kind of fault, and findings on checkouts as they are."""

    tried: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    undecided: Counter[tuple[str, str]] = field(default_factory=Counter)
    guessed: int = 0
    before: list[str] = field(default_factory=list)
    repositories: set[str] = field(default_factory=set)

    def add(self, name: str, fault: Fault, *, found: bool) -> None:
        """Count one fault."""
        if fault.undecided:
            self.undecided[fault.kind, fault.undecided] += 1
            self.guessed += found
            return
        self.repositories.add(name)
        self.tried[fault.kind] += 1
        self.found[fault.kind] += found

    def report(self) -> None:
        """Print a row for each kind of fault."""
        apart = Counter[str]()
        for (kind, _), count in self.undecided.items():
            apart[kind] += count
        print(f"{'fault':32} {'made':>6} {'decided':>8} {'found':>6}")
        for kind in sorted({*self.tried, *apart}):
            made = self.tried[kind] + apart[kind]
            print(f"{kind:32} {made:6} {self.tried[kind]:8} {self.found[kind]:6}")
        count, many = self.tried.total(), len(self.repositories)
        share = self.found.total() / max(1, count)
        print(f"found {share:.1%} of {count} in {many} repositories ({self.found.total()})")
        print(
            f"undecided: {self.undecided.total()}, of which {self.guessed} are found all the same"
        )
        for (kind, why), count in sorted(self.undecided.items()):
            print(f"  {count:4} {kind}: {why}")
        print(f"{len(self.before)} findings on the checkouts as they are:")
        for text in self.before:
            print(f"  {text}")


def main() -> None:
    """Read what is asked, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkouts", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=40, help="faults for each checkout")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="print each fault that is not found")
    asked = parser.parse_args()
    tally = Tally()
    for root in asked.checkouts:
        random = Random(asked.seed)  # noqa: S311  (the same on every machine is what is wanted)
        broken_in_turn(Checkout(root), random, asked.limit, tally, show=asked.show)
    tally.report()


def broken_in_turn(
    checkout: Checkout, random: Random, limit: int, tally: Tally, *, show: bool
) -> None:
    """Ask about the checkout as it is, then with each fault alone."""
    name = checkout.root.name
    before = checkout.asked({})
    tally.before += [f"{name} {one.text}" for one in before]
    known = {place for said in before for place in said.places}
    made = [one for one in all_faults(checkout) if (one.path, one.origin) not in known]
    for fault in chosen(made, random, limit):
        after = checkout.asked({fault.path: fault.text})
        new = {place for said in fresh(before, after) for place in said.places}
        found = not fault.places.isdisjoint(new)
        tally.add(name, fault, found=found)
        if show and not found and not fault.undecided:
            print(f"{name} {shown(fault)}")
            sys.stdout.flush()


def fresh(before: list[Said], after: list[Said]) -> Iterator[Said]:
    """Yield what is said of a line that nothing was said of in these words."""
    old = {one.text.partition(" ")[2] for one in before}
    yield from (one for one in after if one.text.partition(" ")[2] not in old)


def shown(fault: Fault) -> str:
    path, number = (fault.path, fault.line) if fault.line else fault.also[0]
    lines = fault.text.splitlines() if path == fault.path else []
    line = lines[number - 1].strip() if number <= len(lines) else ""
    return f"{path}:{number} {fault.kind}: {line}"


def chosen(made: list[Fault], random: Random, limit: int) -> list[Fault]:
    """Return as many faults as are asked for, of all kinds in turn."""
    kinds: dict[str, list[Fault]] = defaultdict(list)
    for fault in random.sample(made, len(made)):
        kinds[fault.kind].append(fault)
    found: list[Fault] = []
    while len(found) < limit and any(kinds.values()):
        found += [kinds[kind].pop() for kind in sorted(kinds) if kinds[kind]]
    return found[:limit]


def all_faults(checkout: Checkout) -> Iterator[Fault]:
    """Yield every fault of a checkout's Compose files, and of the env files that they name."""
    files = {
        path: checkout.text(path)
        for path in sorted(checkout.project.paths)
        if plain(checkout, path)
    }
    for path, text in files.items():
        composed = {one.name: one for one in services_of(text)} if is_composed(path) else {}
        if composed and context_of(path) is Context.CODE:
            yield from faults(Checked(path, text, composed, files))


def is_composed(path: str) -> bool:
    name = path.rpartition("/")[2]
    return "compose" in name and name.endswith((".yaml", ".yml"))


def plain(checkout: Checkout, path: str) -> bool:
    """Tell whether a file may hold a reference to break, or say where a service listens."""
    name = path.rpartition("/")[2]
    named = name.endswith(NAMES) or ".env" in name or "ockerfile" in name
    file = checkout.root / path
    return named and not file.is_symlink() and file.stat().st_size < LARGEST


if __name__ == "__main__":
    main()

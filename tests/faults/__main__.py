"""Break references of real repositories one at a time, and count what portlint finds.

usage: python -m tests.faults [--limit N] [--seed N] [--only KINDS] [--show] CHECKOUT...

A checkout is read once; for each fault the changed file alone is read anew, and the rules of
reach are run on the whole. A fault counts as found where one of them says at its place what it did
not say before. Faults of which nobody can prove that they fail are counted apart, by the reason;
what is decided is decided here, by files and documentation, and not by portlint. What is said of a
checkout as it is gets printed, to be read.
"""

import argparse
import json
import sys
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from tests.faults.checkout import Checkout
from tests.faults.fault import Edit, Fault, identified
from tests.faults.kinds.every import every
from tests.faults.tally import Outcome, Tally

Made = TypeVar("Made", bound=Edit)


def main() -> None:
    """Read what is asked, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("checkouts", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=5, help="edits of a kind for each checkout")
    parser.add_argument("--seed", type=int, default=0, help="another choice of them")
    parser.add_argument("--only", default="", help="beginnings of kinds, with commas between")
    parser.add_argument("--show", action="store_true", help="print each fault that is not found")
    parser.add_argument("--json", type=Path, help="a file for every fault and what came of it")
    asked = parser.parse_args()
    tally = Tally()
    for root in asked.checkouts:
        broken_in_turn(Checkout(root), asked, tally)
    print(*tally.rows(), sep="\n")
    if asked.json:
        asked.json.write_text(json.dumps(tally.document(), indent=1) + "\n", "utf-8")


def broken_in_turn(checkout: Checkout, asked: argparse.Namespace, tally: Tally) -> None:
    """Ask about a checkout as it is, then with each fault alone."""
    tally.before += [f"{checkout.name} {one.text}" for one in checkout.before]
    known = {place for said in checkout.before for place in said.places}
    named = dict(identified(checkout.name, every(checkout.texts)))
    fresh = {name: one for name, one in named.items() if (one.path, one.line) not in known}
    for name, fault in chosen(fresh, asked).items():
        new = {place for said in checkout.new(fault.written) for place in said.places}
        found = not fault.places.isdisjoint(new)
        tally.outcomes.append(Outcome(name, fault.kind, fault.undecided, found))
        if asked.show and not found and not fault.undecided:
            print(f"{name}: {shown(fault)}")
            sys.stdout.flush()


def chosen(made: dict[str, Made], asked: argparse.Namespace) -> dict[str, Made]:
    """Return at most `limit` edits of each kind; which, does not depend on the others."""
    kinds: dict[str, list[str]] = {}
    for name, one in made.items():
        if one.kind.startswith(tuple(asked.only.split(","))):
            kinds.setdefault(one.kind, []).append(name)
    for names in kinds.values():
        names.sort(key=lambda name: blake2b(f"{asked.seed} {name}".encode()).digest())
    return {name: made[name] for kind in sorted(kinds) for name in kinds[kind][: asked.limit]}


def shown(fault: Fault) -> str:
    """Return the first line of a fault's text that was not there before."""
    path, line = min(fault.places)
    lines = fault.written.get(path, "").splitlines()
    return lines[line - 1].strip() if line <= len(lines) else f"{path}:{line}"


if __name__ == "__main__":
    main()

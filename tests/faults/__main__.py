"""Break references of real repositories one at a time, and count what portlint finds.

usage: python -m tests.faults [--working] [--limit N] [--only KINDS] [--show] CHECKOUT...

A checkout is read once; for each fault the changed file alone is read anew, and the rules of
reach are run on the whole. A fault counts as found where one of them says at its place what it did
not say before. Faults of which nobody can prove that they fail are counted apart, by the reason;
what is decided is decided here, by files and documentation, and not by portlint. What is said of a
checkout as it is gets printed, to be read.

With `--working` edits are made after which every call works as before, and all rules are asked
that are on by default: whatever they say newly is a false alarm, and printed.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from tests.faults.alarms import Alarms, Tried
from tests.faults.checkout import Checkout, code
from tests.faults.fault import Edit, Fault, identified
from tests.faults.kinds.every import every as faults
from tests.faults.tally import Outcome, Tally
from tests.faults.working.every import every as workings

Made = TypeVar("Made", bound=Edit)


def main() -> None:
    """Read what is asked, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("checkouts", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=5, help="edits of a kind for each checkout")
    parser.add_argument("--seed", type=int, default=0, help="another choice of them")
    parser.add_argument("--only", default="", help="beginnings of kinds, with commas between")
    parser.add_argument("--show", action="store_true", help="print each fault that is not found")
    parser.add_argument("--working", action="store_true", help="edits that keep all working")
    parser.add_argument("--json", type=Path, help="a file for every fault and what came of it")
    asked = parser.parse_args()
    report = edited_in_turn(asked) if asked.working else broken_in_turn(asked)
    print(*report.rows(), sep="\n")
    if asked.json:
        asked.json.write_text(json.dumps(report.document(), indent=1) + "\n", "utf-8")


def broken_in_turn(asked: argparse.Namespace) -> Tally:
    """Ask about each checkout with each fault alone."""
    tally = Tally()
    for checkout in map(Checkout, asked.checkouts):
        tally.before += [f"{checkout.name} {one.text}" for one in checkout.before]
        for name, fault in untouched(checkout, faults(checkout.texts), asked).items():
            new = [one for one in checkout.new(fault.written) if one.places & fault.places]
            loud = any(code(one) in checkout.loud for one in new)
            tally.outcomes.append(Outcome(name, fault.kind, fault.undecided, bool(new), loud))
            if asked.show and not new and not fault.undecided:
                print(f"{name}: {shown(fault)}")
                sys.stdout.flush()
    return tally


def edited_in_turn(asked: argparse.Namespace) -> Alarms:
    """Ask about each checkout after each edit that keeps it working."""
    alarms = Alarms()
    for root in asked.checkouts:
        checkout = Checkout(root, every_rule=True)
        for name, one in untouched(checkout, workings(checkout.texts), asked).items():
            said = tuple(each.text for each in checkout.new(one.written, *one.again))
            alarms.outcomes.append(Tried(name, one.kind, said))
    return alarms


def untouched(
    checkout: Checkout, made: Iterable[Made], asked: argparse.Namespace
) -> dict[str, Made]:
    """Return the edits to make, none of a line of which something is said as it is."""
    known = {place for said in checkout.before for place in said.places}
    named = dict(identified(checkout.name, made))
    fresh = {name: one for name, one in named.items() if (one.path, one.line) not in known}
    return chosen(fresh, asked)


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

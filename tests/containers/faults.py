"""Break references of real Compose projects one at a time, and count what portlint finds.

usage: python -m tests.containers.faults [--limit N] [--seed N] [--show] CHECKOUT...

A reference is `service:port` in the environment of a Compose file that is no test and no example,
in a proxy's or a scraper's file beside it, or a port that a Service or a probe names.
Each fault is written into a copy, which is linted, and the fault counts as found where a finding
about reach stands on its line. What is reported of the untouched checkout is printed, to be read.
"""

import argparse
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.containers.fault import Fault, faults, services_of
from tests.containers.fault_elsewhere import elsewhere
from tests.containers.prediction import Said, asked_of

FORM = "*compose*.y*ml"


@dataclass
class Tally:
    """Counts by kind of fault, and findings on checkouts as they are."""

    tried: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    before: list[Said] = field(default_factory=list)

    def report(self) -> None:
        """Print a row for each kind of fault."""
        print(f"{'fault':34} {'made':>6} {'found':>6}")
        for kind, count in sorted(self.tried.items()):
            print(f"{kind:34} {count:6} {self.found[kind]:6}")
        share = self.found.total() / max(1, self.tried.total())
        print(f"found {share:.1%} of {self.tried.total()}")
        print(f"{len(self.before)} findings on the checkouts as they are:")
        for said in self.before:
            print(f"  {said.text}")


def main() -> None:
    """Read what is asked, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkouts", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=40, help="faults for each checkout")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="print each fault that is not found")
    asked = parser.parse_args()
    tally = Tally()
    for checkout in asked.checkouts:
        random = Random(asked.seed)  # noqa: S311  (the same on every machine is what is wanted)
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / checkout.name
            shutil.copytree(checkout, copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))
            broken_in_turn(copy, random, asked.limit, tally, show=asked.show)
    tally.report()


def broken_in_turn(root: Path, random: Random, limit: int, tally: Tally, *, show: bool) -> None:
    """Lint the copy as it is, then with each fault alone."""
    before = asked_of(root, str(root.parent / "cache"))
    tally.before += before
    known = {place for said in before for place in said.places}
    made = [one for one in all_faults(root) if (one.path, one.origin) not in known]
    for fault in random.sample(made, min(limit, len(made))):
        file = root / fault.path
        text = file.read_text("utf-8")
        file.write_text(fault.text, "utf-8")
        after = {
            place for said in asked_of(root, str(root.parent / "cache")) for place in said.places
        }
        file.write_text(text, "utf-8")
        tally.tried[fault.kind] += 1
        tally.found[fault.kind] += (fault.path, fault.line) in after
        if show and (fault.path, fault.line) not in after:
            line = fault.text.splitlines()[fault.line - 1].strip()
            print(f"{root.name} {fault.path}:{fault.line} {fault.kind}: {line}")


def all_faults(root: Path) -> Iterator[Fault]:
    """Yield every fault of a checkout: of its Compose files, and of what stands beside them."""
    files = {
        one.relative_to(root).as_posix(): one for one in sorted(root.rglob("*")) if plain(one)
    }
    composed = {path: text_of(one) for path, one in files.items() if one.match(FORM)}
    services = {
        service.name: service for text in composed.values() for service in services_of(text)
    }
    for path, text in composed.items():
        yield from faults(path, text)
    for path, one in files.items():
        if path not in composed:
            yield from elsewhere(path, text_of(one), services)


def plain(file: Path) -> bool:
    """Tell whether a file may hold a reference to break."""
    named = file.suffix in (".yaml", ".yml", ".conf")
    return named and file.is_file() and not file.is_symlink()


def text_of(file: Path) -> str:
    return file.read_text("utf-8", errors="replace")


if __name__ == "__main__":
    main()

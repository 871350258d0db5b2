"""Time portlint against ripgrep over the same files, in one run: ratios travel, seconds do not.

usage: python benchmarks/run.py [REPOSITORY]

REPOSITORY is any git checkout; without one, a tree of 5,000 files is made from the corpus pages.
Each command runs five times, interleaved; the least wall time counts. Memory is the peak of the
largest process.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROUNDS = 5
CORPUS = Path(__file__).parent.parent / "tests" / "corpus"


def main() -> None:
    """Print one line for each command: seconds, and how many times ripgrep that is."""
    portlint = shutil.which("portlint") or str(Path(sys.executable).parent / "portlint")
    ripgrep = shutil.which("rg")
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(sys.argv[1]) if len(sys.argv) > 1 else made(Path(scratch) / "tree")
        cache = Path(scratch) / "cache"
        commands = {
            "rg": [ripgrep, "-n", "-j2", r"\b[0-9]{2,5}\b", str(root)] if ripgrep else [],
            "check, cold": [portlint, "check", "--exit-zero", "--no-cache", str(root)],
            "check, warm": [portlint, "check", "--exit-zero", str(root)],
            "inventory, cold": [portlint, "inventory", "--no-cache", str(root)],
            "--version": [portlint, "--version"],
        }
        report({name: command for name, command in commands.items() if command}, cache)


def report(commands: dict[str, list[str]], cache: Path) -> None:
    """Run all commands in turn, so that a busy machine slows each alike."""
    environment = {**os.environ, "PORTLINT_CACHE_DIR": str(cache)}
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(ROUNDS):
        for name, command in commands.items():
            best[name] = min(best[name], seconds(command, environment))
    base = best.get("rg")
    for name, least in best.items():
        ratio = f"{least / base:6.1f} x rg" if base else ""
        print(f"{name:18} {least:7.3f} s {ratio}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'peak memory':18} {peak:7.0f} MB")


def seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    """Return the wall time of one run."""
    begin = time.perf_counter()
    subprocess.run(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return time.perf_counter() - begin


def made(root: Path) -> Path:
    """Lay out the files of the corpus pages again and again, 5,000 in all."""
    sys.path.insert(0, str(CORPUS.parent.parent))
    from tests.corpus import cases  # noqa: PLC0415  (only here)

    files = [(path, text) for case in cases() for path, text in case.files.items()]
    for number in range(5000):
        path, text = files[number % len(files)]
        place = root / f"part{number // len(files)}" / f"case{number % len(files)}" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


if __name__ == "__main__":
    main()

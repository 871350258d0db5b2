"""Kill a sync at random points, again and again: `python -m tests.killing FOLDER RUNS`.

Each run is a process of its own, forked once everything is imported, so that the points fall into
reading, rendering and writing. Prints how many were killed, how many of these left some files old
and some new, and every file that was neither.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from click.testing import CliRunner

from portlint.cli import cli
from tests.system import write

PLACE = "registry/registry.yaml"


def registry(first: int) -> str:
    rows = (f"  - {{name: service-{at}, port: {first + at}}}\n" for at in range(100))
    return f"services:\n{''.join(rows)}"


def generated(repo: Path) -> dict[str, bytes]:
    files = (place for place in repo.rglob("*") if place.is_file())
    found = {place.relative_to(repo).as_posix(): place.read_bytes() for place in files}
    return {path: data for path, data in found.items() if not path.endswith((".new", PLACE))}


def sync(repo: Path) -> int:
    return CliRunner().invoke(cli, ["sync", str(repo)]).exit_code


def killed(repo: Path, after: float) -> bool:
    """Start a sync and kill it; tell whether it had not ended by itself."""
    child = os.fork()
    if child == 0:
        os._exit(sync(repo))
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def main(repo: Path, runs: int) -> int:
    texts = [registry(10_000), registry(30_000)]
    whole: list[dict[str, bytes]] = []
    for text in texts:
        write(repo, {PLACE: text})
        begin = time.monotonic()
        if sync(repo):
            return 2
        took = time.monotonic() - begin
        whole.append(generated(repo))
    chance = random.Random(4010)  # noqa: S311  (the same points in every run)
    ended = mixed = torn = 0
    for at in range(runs):
        write(repo, {PLACE: texts[at % 2]})
        ended += killed(repo, chance.uniform(0, took))
        found = generated(repo)
        mixed += found not in whole
        for path, data in found.items():
            if all(each.get(path) != data for each in whole):
                torn += 1
                print(f"torn: {path}")  # noqa: T201  (what it is run for)
    complete = sync(repo) == 0 and generated(repo) == whole[(runs - 1) % 2]
    strays = [place.name for place in repo.rglob("*.new")]
    print(f"{ended} killed, {mixed} between files, {torn} torn, left over: {strays}")  # noqa: T201
    return 0 if complete and not torn and not strays else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))

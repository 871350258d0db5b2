"""Files to outcomes, in this process or several; one that dies loses a file, not the run."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from portlint.core import Location, Unread
from portlint.engine import worker
from portlint.engine.codec import encode
from portlint.engine.worker import Loader, Outcome, Reader

FEW = 60
"""Files that are read before another process would have started."""

BATCH = 24
MOST = 64
"""Processes, whatever a configuration asks for."""

Task = tuple[str, str]
Batch = list[Task]


@dataclass(frozen=True, slots=True)
class Ground:
    """What every process reads with: a root, the folder asked for below it, the languages."""

    root: Path
    base: str
    load: Loader

    def pool(self, jobs: int) -> Executor:
        """Return the executor that work spreads over."""
        start = (str(self.root), self.base, self.load)
        return ProcessPoolExecutor(jobs, initializer=worker.start, initargs=start)


def read_files(ground: Ground, tasks: Sequence[Task], jobs: int) -> Iterator[Outcome]:
    """Yield the outcome of each (path, known hash), in the order given."""
    if jobs <= 1 or len(tasks) <= FEW:
        reader = Reader(ground.root, ground.base, ground.load())
        yield from (reader.read(path, known) for path, known in tasks)
        return
    batches = [list(tasks[start : start + BATCH]) for start in range(0, len(tasks), BATCH)]
    jobs = min(jobs, len(batches), MOST)
    done: dict[int, list[Outcome]] = {}
    while len(done) < len(batches):
        done |= _spread(ground, batches, jobs, done)
        # Work starts in the order given: whatever ended a process is in one of these.
        for number in [n for n in range(len(batches)) if n not in done][:jobs]:
            done[number] = _carefully(ground, batches[number])
    for number in range(len(batches)):
        yield from done[number]


def _spread(
    ground: Ground, batches: Sequence[Batch], jobs: int, done: dict[int, list[Outcome]]
) -> dict[int, list[Outcome]]:
    """Read what is not yet done, by its number; stop where a process dies."""
    found: dict[int, list[Outcome]] = {}
    with ground.pool(jobs) as executor:
        futures = {
            number: executor.submit(worker.read_all, batch)
            for number, batch in enumerate(batches)
            if number not in done
        }
        try:
            for number, future in futures.items():
                with suppress(BrokenProcessPool):
                    found[number] = future.result()
        except BaseException:
            executor.shutdown(cancel_futures=True)
            raise
    return found


def _carefully(ground: Ground, batch: Batch) -> list[Outcome]:
    """Read a batch file by file in a process of its own, and report each file that ends it."""
    outcomes: list[Outcome] = []
    while len(outcomes) < len(batch):
        with ground.pool(1) as executor:
            try:
                for task in batch[len(outcomes) :]:
                    outcomes += executor.submit(worker.read_all, [task]).result()
            except BrokenProcessPool:
                outcomes += _lost(batch[len(outcomes)])
    return outcomes


def _lost(task: Task) -> list[Outcome]:
    notice = Unread(Location(task[0]), "ended the process that read it")
    return [Outcome(task[0], "", encode([notice]))]

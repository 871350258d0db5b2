"""Files to outcomes, in this process or several; one that dies loses a file, not the run."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from portlint.core import Location, Unread
from portlint.engine import worker
from portlint.engine.codec import encode
from portlint.engine.worker import Loader, Outcome, Reader

FEW = 60
"""Files that are read before another process would have started."""

BATCH = 24

Task = tuple[str, str]


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
    with ground.pool(jobs) as executor:
        futures = [executor.submit(worker.read_all, batch) for batch in batches]
        for batch, future in zip(batches, futures, strict=True):
            yield from _finished(future, batch) or _one_by_one(ground, batch)


def _finished(future: Future[list[Outcome]], batch: list[Task]) -> list[Outcome] | None:
    try:
        outcomes = future.result()
    except BrokenProcessPool:
        return None
    return outcomes if len(outcomes) == len(batch) else None


def _one_by_one(ground: Ground, batch: list[Task]) -> Iterator[Outcome]:
    """Read each file in a process of its own, and report the one that kills it."""
    for task in batch:
        with ground.pool(1) as executor:
            try:
                yield from executor.submit(worker.read_all, [task]).result()
            except BrokenProcessPool:
                notice = Unread(Location(task[0]), "ended the process that read it")
                yield Outcome(task[0], "", encode([notice]))

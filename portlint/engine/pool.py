"""Files to outcomes, in this process or several; a process that dies loses one file, not the run."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from portlint.core import Location, Unread
from portlint.engine import worker
from portlint.engine.codec import encode
from portlint.engine.worker import Loader, Outcome, Reader

FEW = 60
"""Files that are read before another process would have started."""

BATCH = 24

Task = tuple[str, str]


def read_files(root: Path, tasks: Sequence[Task], load: Loader, jobs: int) -> Iterator[Outcome]:
    """Yield the outcome of each (path, known hash), in the order given."""
    if jobs <= 1 or len(tasks) <= FEW:
        reader = Reader(root, load())
        yield from (reader.read(path, known) for path, known in tasks)
        return
    batches = [list(tasks[start : start + BATCH]) for start in range(0, len(tasks), BATCH)]
    with pool(root, load, jobs) as executor:
        futures = [executor.submit(worker.read_all, batch) for batch in batches]
        for batch, future in zip(batches, futures, strict=True):
            yield from _finished(future, batch) or _one_by_one(root, batch, load)


def pool(root: Path, load: Loader, jobs: int) -> Executor:
    """Return the executor that work spreads over."""
    return ProcessPoolExecutor(jobs, initializer=worker.start, initargs=(str(root), load))


def _finished(future: Future[list[Outcome]], batch: list[Task]) -> list[Outcome] | None:
    try:
        outcomes = future.result()
    except BrokenProcessPool:
        return None
    return outcomes if len(outcomes) == len(batch) else None


def _one_by_one(root: Path, batch: list[Task], load: Loader) -> Iterator[Outcome]:
    """Read each file in a process of its own, and report the one that kills it."""
    for task in batch:
        with pool(root, load, 1) as executor:
            try:
                yield from executor.submit(worker.read_all, [task]).result()
            except BrokenProcessPool:
                notice = Unread(Location(task[0]), "ended the process that read it")
                yield Outcome(task[0], "", encode([notice]))

"""Files to outcomes, in this process or several; one that dies loses a file, not the run."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from portlint.core import Location, Unread
from portlint.engine import worker
from portlint.engine.codec import encode
from portlint.engine.worker import Loader, Outcome, Reader
from portlint.syntax import Language

FEW = 60
"""Files that are read before another process would have started."""

BATCH = 24
MOST = 64
"""Processes, whatever a configuration asks for."""

Told = Callable[[int, int], object]
"""Called now and then with how many files are done, and of how many."""

Task = tuple[str, str]
Batch = list[Task]


@dataclass(frozen=True, slots=True)
class Ground:
    """What every process reads with: a root, systems of their own below it, the languages.

    Languages do not pickle: a worker loads its own.
    """

    root: Path
    systems: tuple[str, ...]
    languages: Mapping[str, Language]
    load: Loader

    def pool(self, jobs: int) -> Executor:
        """Return the executor that work spreads over."""
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  (few need another)

        start = (str(self.root), self.systems, self.load)
        return ProcessPoolExecutor(jobs, initializer=worker.start, initargs=start)


def read_files(ground: Ground, tasks: Sequence[Task], jobs: int, told: Told) -> Iterator[Outcome]:
    """Yield the outcome of each (path, known hash), in the order given."""
    if jobs <= 1 or len(tasks) <= FEW:
        reader = Reader(ground.root, ground.systems, ground.languages)
        for number, (path, known) in enumerate(tasks):
            told(number, len(tasks))
            yield reader.read(path, known)
        return
    batches = [list(tasks[start : start + BATCH]) for start in range(0, len(tasks), BATCH)]
    jobs = min(jobs, len(batches), MOST)
    done: dict[int, list[Outcome]] = {}
    while len(done) < len(batches):
        for number, outcomes in _spread(ground, batches, jobs, tuple(done)):
            done[number] = outcomes
            told(len(done) * BATCH, len(tasks))
        # Work starts in the order given: whatever ended a process is in one of these.
        for number in [n for n in range(len(batches)) if n not in done][:jobs]:
            done[number] = _carefully(ground, batches[number])
    for number in range(len(batches)):
        yield from done[number]


def _spread(
    ground: Ground, batches: Sequence[Batch], jobs: int, done: Collection[int]
) -> Iterator[tuple[int, list[Outcome]]]:
    """Yield what is not yet done, by its number; nothing more where a process dies."""
    with ground.pool(jobs) as executor:
        futures = {
            number: executor.submit(worker.read_all, batch)
            for number, batch in enumerate(batches)
            if number not in done
        }
        try:
            for number, future in futures.items():
                with suppress(BrokenExecutor):
                    yield number, future.result()
        except BaseException:
            executor.shutdown(cancel_futures=True)
            raise


def _carefully(ground: Ground, batch: Batch) -> list[Outcome]:
    """Read a batch file by file in a process of its own, and report each file that ends it."""
    outcomes: list[Outcome] = []
    while len(outcomes) < len(batch):
        with ground.pool(1) as executor:
            try:
                for task in batch[len(outcomes) :]:
                    outcomes += executor.submit(worker.read_all, [task]).result()
            except BrokenExecutor:
                outcomes += _lost(batch[len(outcomes)])
    return outcomes


def _lost(task: Task) -> list[Outcome]:
    notice = Unread(Location(task[0]), "ended the process that read it")
    return [Outcome(task[0], "", encode([notice]))]

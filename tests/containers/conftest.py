import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.containers.podman import CannotRunError, Podman
from tests.containers.system import Outcome, systems


@pytest.fixture(scope="session")
def engine() -> Iterator[Podman]:
    """Podman for the whole session; its paths are short because sockets lie below them."""
    with tempfile.TemporaryDirectory(prefix="truth-", ignore_cleanup_errors=True) as root:
        try:
            started = Podman.start(Path(root))
        except CannotRunError as error:
            pytest.skip(str(error))
        try:
            yield started
        finally:
            started.stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many references were measured, by kind of system and by how they must end."""
    passed = [one.nodeid for one in terminalreporter.getreports("passed")]
    measured = [
        one
        for one in systems()
        if any(node.endswith(f"test_reality_is_as_marked[{one}]") for node in passed)
    ]
    if not measured:
        return
    counts: dict[str, Counter[Outcome]] = {}
    for system in measured:
        page = system.name.partition(":")[0]
        counts.setdefault(page, Counter()).update(call.outcome for call in system.calls)
    terminalreporter.write_line(table(counts))


def table(counts: dict[str, Counter[Outcome]]) -> str:
    """Return a row for each kind of system, and the sum."""
    head = f"{'measured with curl':20}" + "".join(f"{outcome:>14}" for outcome in Outcome)
    total: Counter[Outcome] = sum(counts.values(), Counter())
    rows = [
        f"{page:20}" + "".join(f"{found[outcome]:14}" for outcome in Outcome)
        for page, found in [*counts.items(), ("all", total)]
    ]
    return "\n".join([head, *rows, f"{total.total()} references, each as marked"])

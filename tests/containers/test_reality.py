"""What the marks of the systems say is what curl measures in real containers."""

from pathlib import Path

import pytest

from tests.containers.measure import measure, running
from tests.containers.podman import Podman
from tests.containers.system import System, systems


@pytest.mark.containers
@pytest.mark.parametrize("system", systems(), ids=str)
def test_reality_is_as_marked(system: System, engine: Podman, tmp_path: Path) -> None:
    with running(engine, system, tmp_path) as containers:
        outcomes = measure(engine, system, tmp_path, containers)
    wrong = [
        f"{c}: {outcomes[c]}, not {c.outcome}" for c in system.calls if outcomes[c] != c.outcome
    ]
    assert not wrong, "\n".join(wrong)

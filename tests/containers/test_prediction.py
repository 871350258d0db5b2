"""portlint reports a reference of a system exactly when it does not reach."""

from pathlib import Path

import pytest

from tests.containers.prediction import judge, predicted
from tests.containers.system import System, systems


@pytest.mark.parametrize("system", systems(), ids=str)
def test_what_is_reported_is_what_does_not_reach(system: System, tmp_path: Path) -> None:
    verdict = judge(system, predicted(system, tmp_path))
    missed = [f"{path}:{line} is broken and not reported" for path, line in sorted(verdict.missed)]
    false = [f"{one.text}, but curl reaches it" for one in verdict.false]
    assert not missed + false, "\n".join(missed + false)

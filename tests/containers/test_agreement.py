"""What portlint says of the systems is what their marks say: each broken call, no other."""

import pytest

from portlint.core import Finding
from portlint.plugins import load
from tests.containers.prediction import AT_THE_CAUSE, Said, judge, of_reach
from tests.containers.system import System, systems
from tests.system import findings_of

PLUGINS = load(installed=False)
RULES = [rule for rule in PLUGINS.rules.values() if of_reach(rule.code)]


@pytest.mark.parametrize("system", systems(), ids=str)
def test_predictions_agree(system: System) -> None:
    found = findings_of(system.files, PLUGINS, RULES).findings
    verdict = judge(system, [said(one) for one in found])
    missed = [f"{path}:{line} is not reported" for path, line in sorted(verdict.missed)]
    assert not [*missed, *(one.text for one in verdict.false)]


def said(finding: Finding) -> Said:
    places = [finding.location]
    places += [one.location for one in finding.related if finding.code in AT_THE_CAUSE]
    text = f"{finding.location} {finding.code} {finding.message}"
    return Said(text, frozenset((one.path, one.line) for one in places))

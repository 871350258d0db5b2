"""portlint reports a reference of a system exactly when it does not reach."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.command import portlint
from tests.containers.system import System, systems
from tests.system import write

FAMILIES = ("PRT4", "PRT5", "PRT8")
OF_STYLE = ("PRT408", "PRT502", "PRT503")
"""These say what could break one day; all others of the families say that a call does not reach."""
AT_THE_CAUSE = ("PRT407",)
"""These stand where the process binds; the calls that it breaks are related."""



@pytest.mark.parametrize("system", systems(), ids=str)
def test_what_is_reported_is_what_does_not_reach(system: System, tmp_path: Path) -> None:
    write(tmp_path, system.files)
    words = ("check", "--output-format", "json", "--pedantic", "--no-cache", "--exit-zero")
    said = portlint(*words, tmp_path, cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    findings = [one for one in json.loads(said.stdout)["findings"] if speaks_of_reach(one)]
    reported = {place for one in findings for place in places(one)}
    silent = [f"{path}:{line} is broken and not reported" for path, line in system.broken - reported]
    false = [
        f"{one['path']}:{one['line']} {one['code']} {one['message']}"
        for one in findings
        if not system.broken & places(one)
    ]
    assert not silent + false, "\n".join(sorted(silent) + false)


def speaks_of_reach(finding: Mapping[str, Any]) -> bool:
    return finding["code"].startswith(FAMILIES) and finding["code"] not in OF_STYLE


def places(finding: Mapping[str, Any]) -> frozenset[tuple[str, int]]:
    """Return the lines that a finding is about."""
    related: Sequence[Mapping[str, Any]] = finding["related"]
    spots = [finding, *(related if finding["code"] in AT_THE_CAUSE else ())]
    return frozenset((one["path"], one["line"]) for one in spots)

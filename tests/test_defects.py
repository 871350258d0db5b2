"""The planted defects of docs/comparison.md: found as it says, silent on their twins."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from portlint.core import Tier
from portlint.plugins import load
from tests.command import ROOT
from tests.system import findings_of

PLUGINS = load(installed=False)
CASES: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "benchmarks" / "defects.yaml").read_text("utf-8")
)
MISSED = {
    "code that ships to browsers calls localhost",
    "a script on the host calls the container's port",
    "an image offers ssh",
    "the README gives a port of yesterday",
}
UNDEPLOYED = "PRT209"
"""Some cases hold a registry alone: that nothing deploys it is true of them."""


def codes(files: Mapping[str, str]) -> Counter[str]:
    report = findings_of(files, PLUGINS, list(PLUGINS.rules.values()))
    return Counter(one.code for one in report.findings if one.code != UNDEPLOYED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_defect_is_found_as_the_comparison_says(case: dict[str, Any]) -> None:
    clean = codes(case["files"] | case["clean"])
    assert all(PLUGINS.rules[code].tier is Tier.PEDANTIC for code in clean)
    assert bool(codes(case["files"]) - clean) == (case["name"] not in MISSED)

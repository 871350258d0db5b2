"""What every rule must be."""

import re

import pytest

from portlint.core import Rule
from portlint.plugins import load

RULES = list(load(installed=False).rules.values())
HEADINGS = (
    "## What it does",
    "## Why is this bad?",
    "## Example",
    "## Use instead",
    "## Fix safety",
    "## Known limits",
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_has_a_full_page(rule: Rule) -> None:
    places = [rule.doc.find(f"\n{heading}\n") for heading in HEADINGS]
    assert -1 not in places, f"{rule.code}: a heading is missing"
    assert places == sorted(places)
    first, blank, *_ = rule.doc.splitlines()
    assert first.endswith(".")
    assert not blank


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_one_name_in_five_places(rule: Rule) -> None:
    stem = rule.name.replace("-", "_")
    assert rule.check.__module__ == f"portlint.rules.{rule.code.lower()}_{stem}"
    assert rule.check.__name__ == stem


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_message_is_a_clause(rule: Rule) -> None:
    assert not rule.message.endswith(".")
    assert re.match(r"[a-z{`]|CORS|HTTP", rule.message)

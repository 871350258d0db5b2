"""Each rule's page: its example fires, what it advises is silent, and docs/rules says both."""

from pathlib import Path

import pytest

from portlint.core import Rule
from tests.command import ROOT
from tests.pages import FAMILIES, PLUGINS, checked, example, index, mended, page

PLACE = ROOT / "docs" / "rules"
each_rule = pytest.mark.parametrize(
    "rule", list(PLUGINS.rules.values()), ids=lambda rule: rule.code
)


@each_rule
def test_the_example_fires(rule: Rule) -> None:
    assert checked(rule, example(rule)).findings


@each_rule
def test_what_to_use_instead_is_silent(rule: Rule) -> None:
    assert mended(rule) != example(rule)
    assert not checked(rule, mended(rule)).findings


@each_rule
def test_the_page_is_what_the_rule_says(rule: Rule, tmp_path: Path, *, update: bool) -> None:
    hold(PLACE / f"{rule.code}.md", page(rule, tmp_path), update=update)


def test_the_index_lists_every_rule(*, update: bool) -> None:
    assert {rule.code[:4] for rule in PLUGINS.rules.values()} == FAMILIES.keys()
    hold(PLACE / "README.md", index(), update=update)


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    assert {one.stem for one in PLACE.glob("PRT*.md")} == set(PLUGINS.rules)


def hold(path: Path, text: str, *, update: bool) -> None:
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.exists(), "run pytest --update"
    assert path.read_text("utf-8") == text, "run pytest --update"

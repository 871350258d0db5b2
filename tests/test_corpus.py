"""Every page under tests/corpus is a test: of the ports it marks, and of the findings."""

from collections import Counter
from collections.abc import Iterable

import pytest

from portlint.core import Context, Fact, PortUse, Rule
from portlint.plugins import load
from tests.corpus import ROOT, Case, Expected, cases
from tests.system import facts_of, findings_of

PLUGINS = load(installed=False)
RULES = list(PLUGINS.rules.values())
CASES = list(cases())


def page_of(rule: Rule) -> str:
    """A page named after a rule tests that rule alone; any other page tests them all."""
    return f"{rule.code.lower()}_{rule.name.replace('-', '_')}.md"


def compare(case: Case, expected: Expected, found: Expected) -> None:
    lines = [
        f"{case.where(path, line)}: expected {what}, found nothing"
        for path, line, what in expected - found
    ] + [f"{case.where(path, line)}: unexpected {what}" for path, line, what in found - expected]
    if lines:
        pytest.fail("\n".join(sorted(lines)), pytrace=False)


@pytest.mark.parametrize("case", [case for case in CASES if case.speaks_of_ports], ids=str)
def test_ports(case: Case) -> None:
    compare(case, case.ports, Counter(ports(facts_of(case.files, PLUGINS))))


def ports(facts: Iterable[Fact]) -> Iterable[tuple[str, int, str]]:
    for fact in facts:
        if isinstance(fact, PortUse) and fact.context is not Context.COMMENT:
            yield fact.location.path, fact.location.line, f"{fact.port} {fact.role.value}"


@pytest.mark.parametrize("case", [c for c in CASES if not c.page.startswith("lang_")], ids=str)
def test_findings(case: Case) -> None:
    alone = [rule for rule in RULES if case.page == page_of(rule)]
    report = findings_of(case.files, PLUGINS, alone or RULES)
    found = Counter((f.location.path, f.location.line, f.code) for f in report.findings)
    compare(case, case.findings, found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_has_a_page_that_shows_both_sides(rule: Rule) -> None:
    page = page_of(rule)
    assert (ROOT / page).exists(), f"write tests/corpus/{page}"
    mine = [case for case in CASES if case.page == page]
    assert all(case.files for case in mine), f"{page}: a case has no file"
    fires = {any(code == rule.code for *_, code in case.findings) for case in mine}
    assert True in fires, f"{page}: no case expects {rule.code}"
    assert False in fires, f"{page}: no case shows what {rule.code} lets pass"


@pytest.mark.parametrize("name", PLUGINS.languages)
def test_each_language_has_a_page(name: str) -> None:
    assert (ROOT / f"lang_{name}.md").exists(), f"write tests/corpus/lang_{name}.md"

"""JUnit's XML, which nearly every CI system shows as test results."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.etree.ElementTree import Element

from portlint.core import Finding, Report, Rule, Severity, Style, reporter
from portlint.reporters.xml import document, element, possible


@reporter("junit")
def junit(report: Report, rules: Sequence[Rule], style: Style) -> str:
    """JUnit XML: a suite for each file, a failed test for each finding; notes are skipped ones."""
    del rules, style
    root = element("testsuites", name="portlint", **_counts(report.findings))
    for path, group in groupby(report.findings, key=lambda finding: finding.location.path):
        findings = list(group)
        suite = element("testsuite", name=path, **_counts(findings))
        suite.extend(map(_case, findings))
        root.append(suite)
    if not report.findings:
        root.set("tests", "1")
        suite = element("testsuite", name="portlint", tests=1, failures=0, errors=0, skipped=0)
        suite.append(element("testcase", name="nothing found", classname="portlint"))
        root.append(suite)
    return document(root)


def _counts(findings: Sequence[Finding]) -> dict[str, int]:
    skipped = sum(finding.severity is Severity.NOTE for finding in findings)
    failures = len(findings) - skipped
    return {"tests": len(findings), "failures": failures, "errors": 0, "skipped": skipped}


def _case(finding: Finding) -> Element:
    """Return a test named after rule and place: of two with one name, readers drop the second."""
    place = finding.location
    name = f"{finding.code} {finding.name} {place.line}:{place.column}"
    case = element(
        "testcase", name=name, classname=place.path, file=place.path, line=place.line, time=0
    )
    if finding.severity is Severity.NOTE:
        outcome = element("skipped", message=finding.message)
    else:
        outcome = element("failure", message=finding.message, type=finding.severity.value)
    outcome.text = possible("\n".join(_words(finding)))
    case.append(outcome)
    return case


def _words(finding: Finding) -> Iterable[str]:
    yield f"{finding.location}: {finding.code} {finding.message}"
    yield from (f"{one.location}: {one.message}" for one in finding.related)

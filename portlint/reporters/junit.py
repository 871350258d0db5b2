"""JUnit's XML, which nearly every CI system shows as test results."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
        suite.extend(map(_case, findings, _names(findings)))
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


def _names(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield names of rule and place, none twice: of two of one name, readers drop the second."""
    counts: Counter[str] = Counter()
    for finding in findings:
        place = finding.location
        name = f"{finding.code} {finding.name} {place.line}:{place.column}"
        counts[name] += 1
        yield name if counts[name] == 1 else f"{name} ({counts[name]})"


def _case(finding: Finding, name: str) -> Element:
    place = finding.location
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

"""SARIF, as GitHub, Microsoft's validator and other readers take it."""

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from portlint.cli.output import cleaned
from portlint.core import Finding, Location, Rendered, Report, Severity, Silenced, Style, Unread
from portlint.plugins import load
from portlint.reporters.sarif import limits, sarif
from tests.command import portlint
from tests.readers import READERS
from tests.system import write
from tests.test_formats import hostile, notes, real
from tests.test_reporters import REPORT, RULE

MULTITOOL = shutil.which("Sarif.Multitool") or os.environ.get("SARIF_MULTITOOL", "")
RULES = [RULE, *load(installed=False).rules.values()]
ALL = cleaned(
    Report(
        tuple(sorted((*real(), *hostile(), *REPORT.findings), key=lambda one: one.order)),
        unread=tuple(Unread(Location(f"{n}.yaml"), "is a template") for n in range(3)),
        lines=REPORT.lines,
        hashes={("src/plain.js", 1): "c129715d7a2bc9a3:1"},
        silenced=(Silenced(REPORT.findings[0], "known"), Silenced(REPORT.findings[1], "")),
        crashes=("rule PRT999 (sample) failed: RuntimeError: on purpose",),
    )
)


def written(report: Report) -> Rendered:
    return sarif.rendered(report, RULES, Style())


def run_of(report: Report) -> dict[str, Any]:
    [run] = json.loads(written(report).text)["runs"]
    assert isinstance(run, dict)
    return run


def test_a_result_says_what_github_reads() -> None:
    run = run_of(REPORT)
    first, second = run["results"]
    assert run["automationDetails"]["id"] == "portlint/"
    physical = first["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "src/%C3%A9%20%5B1%5D.js"
    assert physical["region"] == {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 16}
    assert first["message"]["text"].endswith("[registered (here)](1)")
    assert second["locations"][0]["physicalLocation"]["region"]["endColumn"] == 2
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == "PRT999"


def test_columns_count_utf_16_code_units() -> None:
    place = Location("a.env", 1, 3, 1, 9)
    finding = Finding(place, "PRT999", "x", "y", Severity.NOTE)
    run = run_of(
        Report((finding,), lines={("a.env", 1): "\U0001f600\u00e9=\U0001f600\U0001f6008"})
    )
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert run["columnKind"] == "utf16CodeUnits"
    assert (region["startColumn"], region["endColumn"]) == (4, 12)


def test_every_rule_is_described_within_githubs_limits() -> None:
    for rule in run_of(REPORT)["tool"]["driver"]["rules"]:
        for key in ("shortDescription", "fullDescription"):
            assert 0 < len(rule[key]["text"]) <= 1024
        assert rule["help"]["text"]
        assert "## " not in rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 20
        assert rule["properties"]["precision"] in ("very-high", "high", "medium", "low")
    assert {
        rule["id"]
        for rule in run_of(REPORT)["tool"]["driver"]["rules"]
        if "security-severity" in rule["properties"]
    } == {rule.code for rule in RULES if rule.security}


def test_only_a_rule_of_security_has_a_severity_of_it() -> None:
    text = sarif.rendered(REPORT, [replace(RULE, security="7.5")], Style()).text
    [rule] = json.loads(text)["runs"][0]["tool"]["driver"]["rules"]
    assert rule["properties"]["security-severity"] == "7.5"
    assert "security" in rule["properties"]["tags"]


def test_a_call_has_its_way_from_reader_to_target() -> None:
    found = [one for one in run_of(Report(real()))["results"] if "codeFlows" in one]
    assert found
    for result in found:
        [flow] = result["codeFlows"]
        steps = flow["threadFlows"][0]["locations"]
        words = [step["location"]["message"]["text"] for step in steps]
        assert words[0].endswith(" reads it")
        assert words[1].startswith("it calls ")
        assert len(steps) >= 2


def test_results_are_the_most_severe_first_and_the_suppressed_last() -> None:
    results = run_of(ALL)["results"]
    levels = [one["level"] for one in results if "suppressions" not in one]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)
    assert [one.get("suppressions") for one in results[-2:]] == [
        [{"kind": "inSource", "justification": "known"}],
        [{"kind": "inSource"}],
    ]
    assert len({one["partialFingerprints"]["portlint/v1"] for one in results}) == len(results)


def test_what_went_wrong_is_notified() -> None:
    [told] = run_of(ALL)["invocations"]
    assert told["executionSuccessful"] is False
    texts = [one["message"]["text"] for one in told["toolExecutionNotifications"]]
    assert texts[0] == "rule PRT999 (sample) failed: RuntimeError: on purpose"
    assert texts[1:] == [f"{n}.yaml is a template" for n in range(3)]


def test_more_results_than_github_takes_are_dropped_from_the_least_severe_on() -> None:
    [error] = notes(1, Severity.ERROR)
    output = written(Report((*notes(limits.RESULTS + 7), error)))
    run = json.loads(output.text)["runs"][0]
    assert len(run["results"]) == limits.RESULTS
    assert run["results"][0]["level"] == "error"
    dropped, shown = output.notices
    assert dropped.startswith("8 of 25008 results are left out")
    assert "5,000 most severe results" in shown
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert [one["message"]["text"] for one in told] == [dropped, shown]


def test_a_file_too_large_for_github_is_cut_until_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SIZE", 30_000)
    output = written(Report(notes(4_000)))
    kept = len(json.loads(output.text)["runs"][0]["results"])
    assert 0 < kept < 4_000
    assert f"{4_000 - kept} of 4000 results are left out" in output.notices[0]


def test_a_sub_directory_is_a_category_of_its_own_and_paths_stay_the_roots(tmp_path: Path) -> None:
    line = "services: {api: {image: x, ports: ['70000:80']}}"
    silent = "  # portlint: ignore[PRT305] a demonstration"
    root = write(tmp_path, {"a b/compose.yaml": f"{line}\n", "a b/c.compose.yaml": line + silent})
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    options = ("--isolated", "--output-format", "sarif")
    for where, extra, category, count in (
        (root, ("--sarif-include-suppressed",), "portlint/", 2),
        (root / "a b", (), "portlint/a b/", 1),
        (root / "a b", ("--sarif-category", "ports/nightly/"), "ports/nightly/", 1),
    ):
        run = json.loads(portlint(".", *options, *extra, cwd=where).stdout)["runs"][0]
        assert run["automationDetails"]["id"] == category
        assert len(run["results"]) == count
        [place] = run["results"][0]["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/compose.yaml"
        assert "primaryLocationLineHash" in run["results"][0]["partialFingerprints"]


@pytest.mark.skipif(not MULTITOOL, reason="needs Sarif.Multitool, which .ci/run installs")
def test_the_real_validator_and_the_schema_accept_all_of_it(tmp_path: Path) -> None:
    file, verdict = tmp_path / "portlint.sarif", tmp_path / "verdict.sarif"
    text = written(ALL).text
    file.write_text(text, "utf-8")
    schema = json.loads(Path(MULTITOOL).with_name("sarif-2.1.0.json").read_text("utf-8-sig"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))
    options = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--log", "ForceOverwrite"]
    command = [MULTITOOL, "validate", str(file), *options, "--output", str(verdict)]
    subprocess.run(command, check=True, capture_output=True)
    [run] = json.loads(verdict.read_text("utf-8-sig"))["runs"]
    assert {one["ruleId"] for one in run["results"]} <= {"SARIF2005"}


def test_sarif_tools_reads_the_same_findings(tmp_path: Path) -> None:
    loader = pytest.importorskip("sarif.loader", reason="needs sarif-tools: pip --group readers")
    file = tmp_path / "portlint.sarif"
    file.write_text(written(replace(ALL, silenced=())).text, "utf-8")
    records = loader.load_sarif_file(str(file)).get_records()
    rows = sorted(READERS["sarif"](file.read_text("utf-8")))
    assert sorted((one["Code"], int(one["Line"])) for one in records) == [
        (code, line) for code, _, line, _ in sorted(rows, key=lambda row: (row[0], row[2]))
    ]
    assert {one["Severity"] for one in records} == {"error", "warning", "note"}

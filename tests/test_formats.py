"""The same findings from every format, whatever is in them."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from portlint.cli.output import cleaned
from portlint.core import (
    Applicability,
    Edit,
    Finding,
    Fix,
    Location,
    Related,
    Rendered,
    Report,
    Severity,
    Style,
)
from portlint.plugins import load
from tests.command import ROOT
from tests.readers import READERS, Row, gitlab
from tests.system import findings_of

PLUGINS = load(installed=False)
REPORTERS = PLUGINS.reporters
RULES = list(PLUGINS.rules.values())
MESSAGES = (
    "plain `db:5434`, use `db:5432`",
    "::error file=a::b %0A %25 %, 50 % of it",
    "ends CDATA ]]> and <![CDATA[ begins </failure><script>alert(1)</script>",
    "| a | cell \\| and \\\\| more ||",
    "one ` backtick, `two`, ``` and a fence `",
    "[a link](https://example.invalid) and ![a picture](x) [1](2)",
    "*bold* _it_ ~~no~~ ${VAR:-8080} $x$ @someone #12 <b>b</b> &amp; & \"q\" 'q'",
    "right to left \u202e gnirts \u2066 and \u200f, a bell \x07, an escape \x1b[31m",
    "two\nlines\r\nand \u2028 a third\x85",
    "half a character \udcff, a whole one \U0001f600, NUL \0",
    "##[add-mask]x and ::set-output name=x::y, {0} {{ }} %s",
    "",
    " spaces around ",
)
PATHS = (
    "src/plain.js", "a b/é \U0001f600 [1].yaml", "a,b:c=d%0A%25.env", "pipe|`tick`/<b>&\"'.py",
    "line\nend/::error::x.sh", "bidi\u202e/\udcff.yaml", "]]>/--><!--.json", "*_~$x$@me#1.toml",
)  # fmt: skip


def hostile() -> Iterator[Finding]:
    for number, message in enumerate(MESSAGES):
        path = PATHS[number % len(PATHS)]
        place = Location(path, number + 1, 3, number + 1 + number % 2, 7, 2, 6)
        other = Related(Location(PATHS[-number % len(PATHS)], 2, 1, 2, 4), message)
        fix = Fix(Applicability.SAFE, (Edit(place, message),))
        yield Finding(
            place, f"PRT90{number % 4}", "sample", message, list(Severity)[number % 3],
            service=message, port=number or None, related=(other,) * (number % 3),
            fix=fix if number % 2 else None, flow=(other,) * 2,
        )  # fmt: skip


def real() -> tuple[Finding, ...]:
    """Return what all rules find in the example, which is broken on purpose."""
    folder = ROOT / "examples" / "outage"
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")
             if p.is_file()}  # fmt: skip
    return findings_of(files, PLUGINS, RULES).findings


def rendered(name: str, report: Report) -> str:
    return REPORTERS[name].rendered(report, RULES, Style()).text


def test_every_format_has_a_reader() -> None:
    assert set(READERS) == set(REPORTERS)


@pytest.mark.parametrize("name", READERS)
def test_every_format_says_the_same(name: str) -> None:
    twice = [replace(one, message=f"{one.message}, again") for one in real()]
    findings = (*real(), *hostile(), *twice)
    assert len(findings) > len(MESSAGES)
    report = cleaned(Report(tuple(sorted(findings, key=lambda one: one.order))))
    expected = [(f.code, f.location.path, f.location.line, f.message) for f in report.findings]
    text = rendered(name, report)
    found = list(READERS[name](text))
    assert sorted(map(_bare, found)) == sorted(map(_bare, expected))
    text.encode()


def _bare(row: Row) -> Row:
    """Return a row as it reads: Markdown shows neither backticks nor blanks at the ends."""
    code, path, line, message = row
    return code, path.replace("`", ""), line, message.replace("`", "").strip()


@pytest.mark.parametrize("name", sorted(set(READERS) - {"text", "concise"}))
def test_what_nobody_cleaned_breaks_out_of_no_machine_readable_format(name: str) -> None:
    """A plug-in, or a test, may render what has not passed the command line."""
    findings = tuple(hostile())
    text = rendered(name, Report(findings)).encode("utf-8", "replace").decode()
    found = list(READERS[name](text))
    assert sorted((code, line) for code, _, line, _ in found) == sorted(
        (one.code, one.location.line) for one in findings
    )


def test_equal_findings_have_fingerprints_of_their_own_that_survive_moved_lines() -> None:
    one = Finding(Location("a.env", 3), "PRT999", "x", "y", Severity.NOTE, service="api", port=1)
    same = [replace(one, location=Location("a.env", line)) for line in (3, 9, 12)]
    moved = [replace(one, location=Location("a.env", line)) for line in (5, 11, 14)]
    first, second = (
        rendered("gitlab", Report(tuple(same))),
        rendered("gitlab", Report(tuple(moved))),
    )
    assert len(list(gitlab(first))) == 3
    prints = [[one["fingerprint"] for one in json.loads(text)] for text in (first, second)]
    assert prints[0] == prints[1]


def notes(count: int, severity: Severity = Severity.NOTE) -> tuple[Finding, ...]:
    return tuple(
        Finding(Location(f"f{n % 50}.env", n + 1), "PRT902", "x", f"finding {n}", severity)
        for n in range(count)
    )


def several(name: str, *findings: Finding) -> Rendered:
    return REPORTERS[name].rendered(Report(findings), RULES, Style())


def test_github_is_told_its_most_severe_ones_first_and_the_user_of_the_rest() -> None:
    [error] = notes(1, Severity.ERROR)
    output = several("github", *notes(11), error)
    assert output.text.startswith("::error ")
    assert [re.findall(r"of (\d+) \((\w+)\)", one) for one in output.notices] == [
        [("11", "notice")]
    ]
    assert several("github", *notes(10), error).notices == ()


def test_markdown_stays_below_what_github_takes_and_says_what_it_dropped() -> None:
    [error] = notes(1, Severity.ERROR)
    long = [replace(one, message=one.message + " x" * 800) for one in notes(800)]
    output = several("markdown", *long, error)
    assert len(output.text.encode()) <= 2**20
    rows = output.text.count("\n| ") - 1
    assert output.text.index("| error |") < output.text.index("| note |")
    assert output.notices[0].startswith(f"{801 - rows} of 801 findings are left out")
    assert output.notices[0].partition(":")[0] in output.text


def test_rdjson_counts_bytes() -> None:
    place = Location("é.env", 1, 4, 1, 8)
    finding = Finding(place, "PRT902", "x", "y", Severity.NOTE)
    report = Report((finding,), lines={("é.env", 1): "é😀=8080"})
    [one] = json.loads(rendered("rdjson", report))["diagnostics"]
    assert one["location"]["range"] == {
        "start": {"line": 1, "column": len("é😀=".encode()) + 1},
        "end": {"line": 1, "column": len("é😀=8080".encode()) + 1},
    }

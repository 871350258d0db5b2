"""Each reporter, on one report, against one golden file; JSON against its schema."""

import json
from pathlib import Path

import jsonschema
import pytest

from portlint.cli.schemas import CHECK
from portlint.core import (
    Applicability,
    Edit,
    Finding,
    Fix,
    Location,
    Project,
    Related,
    Report,
    Reporter,
    Rule,
    Severity,
    Style,
    Tier,
    Unread,
)
from portlint.core.fingerprint import fingerprint
from portlint.plugins import load

GOLDEN = Path(__file__).parent / "golden"
REPORTERS = list(load(installed=False).reporters.values())
PLACE = Location("src/é [1].js", 3, 12, 3, 16, 40, 44)
ENTRY = Location("registry/registry.yaml", 2, 5, 2, 8, 14, 17)


def nothing(_project: Project) -> list[object]:
    return []


RULE = Rule(
    "PRT999", "sample", Tier.DEFAULT, Severity.ERROR, "port {port}", "A sample.\n\n## Why\nSo.",
    nothing,  # type: ignore[arg-type]
)  # fmt: skip
FIX = Fix(Applicability.SAFE, (Edit(PLACE, "4010"),))
FINDINGS = (
    Finding(
        PLACE, "PRT999", "sample", "port 8080 is [not] 4010", Severity.ERROR, service="api",
        port=8080, related=(Related(ENTRY, "registered [here]"),), fix=FIX,
    ),
    Finding(Location("empty.yaml"), "PRT999", "sample", "is a template", Severity.NOTE),
)  # fmt: skip
REPORT = Report(
    FINDINGS,
    files=2,
    suppressed=1,
    unread=(Unread(Location("empty.yaml"), "is a template"),),
    left_out={"vendored": 3},
    lines={(PLACE.path, 3): "\tlisten(8080, 'é');", (ENTRY.path, 2): "  - api"},
    registry="registry/registry.yaml",
    root="/work",
)


@pytest.mark.parametrize("reporter", REPORTERS, ids=lambda reporter: reporter.name)
def test_reporter(reporter: Reporter, *, update: bool) -> None:
    text = reporter.rendered(REPORT, [RULE], Style()).text
    golden = GOLDEN / f"report.{reporter.name}"
    if update:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, "utf-8")
    assert golden.read_text("utf-8") == text, "run pytest --update and read the difference"
    assert reporter.doc


@pytest.mark.parametrize("reporter", REPORTERS, ids=lambda reporter: reporter.name)
def test_nothing_found_is_an_answer_too(reporter: Reporter) -> None:
    assert reporter.rendered(Report(()), [RULE], Style(color=True, links=True)).text is not None


def test_colours_frame_and_never_change_words() -> None:
    text = next(reporter for reporter in REPORTERS if reporter.name == "text")
    plain = text.rendered(REPORT, [RULE], Style()).text
    coloured = text.rendered(REPORT, [RULE], Style(color=True)).text
    assert "\x1b[" in coloured
    assert "\x1b[" not in plain
    assert "port 8080 is [not] 4010" in coloured


def test_places_are_links_where_there_are_links() -> None:
    text = next(reporter for reporter in REPORTERS if reporter.name == "text")
    linked = text.rendered(REPORT, [RULE], Style(links=True)).text
    assert "\x1b]8;;file:///work/src/%C3%A9%20%5B1%5D.js\x1b\\src/é [1].js:3:12\x1b]8;;" in linked
    assert "\x1b" not in text.rendered(REPORT, [RULE], Style()).text


def test_json_is_what_its_schema_says() -> None:
    reporter = next(reporter for reporter in REPORTERS if reporter.name == "json")
    found = json.loads(reporter.rendered(REPORT, [RULE], Style()).text)
    jsonschema.Draft202012Validator(CHECK).validate(found)
    assert [finding["line"] for finding in found["findings"]] == [3, 1]


def test_a_fingerprint_survives_moved_lines_and_tells_subjects_apart() -> None:
    first = FINDINGS[0]
    moved = Finding(
        Location(PLACE.path, 99, 1), "PRT999", "sample", "other words", Severity.ERROR,
        service="api", port=8080,
    )  # fmt: skip
    other = Finding(
        PLACE, "PRT999", "sample", first.message, Severity.ERROR, service="api", port=8081
    )
    assert fingerprint(first) == fingerprint(moved)
    assert fingerprint(first) != fingerprint(other)

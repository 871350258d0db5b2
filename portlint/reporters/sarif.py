"""SARIF 2.1.0, for GitHub code scanning and editors."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from portlint import __version__
from portlint.core import Finding, Fix, Report, Rule, Style, reporter
from portlint.core.fingerprint import fingerprint
from portlint.core.location import Location

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"
LONGEST = 1000
"""Characters of a description that GitHub keeps are 1,024."""

Json = dict[str, Any]


@reporter("sarif")
def sarif(report: Report, rules: Sequence[Rule], style: Style) -> str:
    """SARIF 2.1.0."""
    import sarif_om  # noqa: PLC0415  (76 ms that other formats need not wait for)

    del style
    indexes = {rule.code: index for index, rule in enumerate(rules)}
    driver = sarif_om.ToolComponent(
        name="portlint", semantic_version=__version__, rules=[_descriptor(rule) for rule in rules]
    )
    run = sarif_om.Run(
        tool=sarif_om.Tool(driver=driver),
        automation_details=sarif_om.RunAutomationDetails(id="portlint/"),
        column_kind="unicodeCodePoints",
        original_uri_base_ids={
            ROOT: sarif_om.ArtifactLocation(description=_words("repository root"))
        },
        results=[_result(finding, indexes[finding.code]) for finding in report.findings],
    )
    log = sarif_om.SarifLog(version="2.1.0", schema_uri=SCHEMA, runs=[run])
    return json.dumps(_plain(log), ensure_ascii=False, separators=(",", ":")) + "\n"


def _plain(value: Any) -> Any:
    """Turn sarif-om's attrs objects into what JSON knows; what is not set is left out."""
    if hasattr(value, "__attrs_attrs__"):
        names = {one.name: one.metadata["schema_property_name"] for one in value.__attrs_attrs__}
        filled = {name: getattr(value, name) for name in names}
        return {names[n]: _plain(v) for n, v in filled.items() if not _empty(n, v)}
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def _empty(name: str, value: Any) -> bool:
    """Tell whether a property says nothing: unset, or one of the model's own defaults."""
    return value is None or (value in (-1, "", [], {}) and name != "results")


def _words(text: str) -> Json:
    return {"text": text}


def _descriptor(rule: Rule) -> Json:
    first = rule.doc.partition("\n")[0] or rule.name
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": _words(first[:LONGEST]),
        "fullDescription": _words(first[:LONGEST]),
        "help": {"text": rule.doc or first, "markdown": rule.doc or first},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": ["ports", rule.tier.value], "precision": "high"},
    }


def _result(finding: Finding, index: int) -> Json:
    result: Json = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": _words(_linked(finding)),
        "locations": [{"physicalLocation": _physical(finding.location)}],
        "partialFingerprints": {"portlint/v1": fingerprint(finding)},
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _physical(one.location),
                "message": _words(one.message),
            }
            for number, one in enumerate(finding.related, 1)
        ]
    if finding.fix:
        result["fixes"] = [_fix(finding.fix)]
    return result


def _linked(finding: Finding) -> str:
    """Name the other ends in the message: viewers link only what it embeds."""
    links = (f"[{_bracketless(one.message)}]({n})" for n, one in enumerate(finding.related, 1))
    return ". ".join((finding.message, *links))


def _bracketless(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")


def _physical(place: Location) -> Json:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": max(place.end_column, place.column + (place.end_line == place.line)),
    }
    return {"artifactLocation": {"uri": quote(place.path), "uriBaseId": ROOT}, "region": region}


def _fix(fix: Fix) -> Json:
    by_path: dict[str, list[Json]] = {}
    for edit in fix.edits:
        own = by_path.setdefault(edit.location.path, [])
        own.append(
            {
                "deletedRegion": _physical(edit.location)["region"],
                "insertedContent": _words(edit.text),
            }
        )
    return {
        "artifactChanges": [
            {"artifactLocation": {"uri": quote(path), "uriBaseId": ROOT}, "replacements": edits}
            for path, edits in by_path.items()
        ]
    }

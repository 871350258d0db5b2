"""SARIF 2.1.0, for GitHub code scanning and editors."""

import json
from collections.abc import Sequence
from typing import Any

from portlint import __version__
from portlint.core import Rendered, Report, Rule, Style, reporter
from portlint.reporters.sarif.descriptor import descriptor
from portlint.reporters.sarif.limits import fitted
from portlint.reporters.sarif.notification import invocation
from portlint.reporters.sarif.place import COLUMNS, ROOT, Json
from portlint.reporters.sarif.result import Entry, entries, results

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@reporter("sarif")
def sarif(report: Report, rules: Sequence[Rule], style: Style) -> Rendered:
    """SARIF 2.1.0, as GitHub code scanning and editors read it."""
    del style
    indexes = {rule.code: index for index, rule in enumerate(rules)}

    def write(kept: Sequence[Entry], notices: Sequence[str]) -> str:
        log = _frame(report, rules, notices)
        log["runs"][0]["results"] = list(results(kept, report, indexes))
        return json.dumps(log, ensure_ascii=False, separators=(",", ":")) + "\n"

    text, notices = fitted(entries(report), write)
    return Rendered(text, tuple(notices))


def _frame(report: Report, rules: Sequence[Rule], notices: Sequence[str]) -> Json:
    """Return a log of one run that has no results yet."""
    import sarif_om  # noqa: PLC0415  (76 ms that other formats need not wait for)

    driver = sarif_om.ToolComponent(
        name="portlint", semantic_version=__version__, rules=[descriptor(rule) for rule in rules]
    )
    root = sarif_om.ArtifactLocation(description={"text": "repository root"})
    run = sarif_om.Run(
        tool=sarif_om.Tool(driver=driver),
        automation_details=sarif_om.RunAutomationDetails(id=report.category),
        column_kind=COLUMNS,
        invocations=[invocation(report, notices)],
        original_uri_base_ids={ROOT: root},
        results=[],
    )
    log: Json = _plain(sarif_om.SarifLog(version="2.1.0", schema_uri=SCHEMA, runs=[run]))
    return log


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

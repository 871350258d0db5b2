"""One JSON object a line, for `jq`, log shippers and streams."""

import json
from collections.abc import Sequence

from portlint.core import Report, Rule, Style, reporter
from portlint.reporters.json import found


@reporter("json-lines")
def json_lines(report: Report, rules: Sequence[Rule], style: Style) -> str:
    """One finding a line, each as `json` has it."""
    del rules, style
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found(report))

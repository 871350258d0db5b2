"""One finding a line, as editors and grep read it."""

from collections.abc import Sequence

from portlint.core import Report, Rule, Style, reporter


@reporter("concise")
def concise(report: Report, rules: Sequence[Rule], style: Style) -> str:
    """`path:line:column: CODE message`, one a line."""
    del rules, style
    return "".join(f"{f.location}: {f.code} {f.message}\n" for f in report.findings)

"""A Markdown table for a job summary or a comment, in which nothing of a message is markup."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from portlint.core import Finding, Rendered, Report, Rule, Style, reporter
from portlint.core.report import tally
from portlint.reporters.severity import severest_first

LARGEST = 1_000_000
"""Bytes; GitHub refuses a job summary above 1 MiB, and a comment above 65,536 characters."""

WIDEST = 2_000
"""Characters of a cell; a message that a hostile name makes longer must not fill the page."""

ROOM = 200
"""Bytes kept for the line that counts what is left out."""

MARKUP = re.compile(r"[\\`*_\[\]|~&<>$]|[@#](?=\w)")
INSTEAD = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", "@": "@<!-- -->", "#": "#<!-- -->",
}  # fmt: skip
"""What stands for a character that a backslash does not help; an empty comment behind `@` and `#`
keeps them from naming a person or an issue, `$` would begin a formula."""

BLANK = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
HEAD = "| severity | rule | place | what |\n|---|---|---|---|\n"


@reporter("markdown")
def markdown(report: Report, rules: Sequence[Rule], style: Style) -> Rendered:
    """Markdown table, for a job summary or a comment on a pull request."""
    del rules, style
    if not report.findings:
        return Rendered(f"### portlint: nothing found in {report.files} files\n")
    findings = severest_first(report.findings)
    title = f"### portlint: {tally(findings)}\n\n{HEAD}"
    shown = list(_fitting(findings, LARGEST - len(title) - ROOM))
    text = "".join(chain([title], shown))
    dropped = len(findings) - len(shown)
    if not dropped:
        return Rendered(text)
    said = f"{dropped} of {len(findings)} findings are left out, the least severe ones"
    return Rendered(f"{text}\n{said}.\n", (f"{said}: GitHub takes 1 MiB",))


def _fitting(findings: Sequence[Finding], room: int) -> Iterator[str]:
    for finding in findings:
        row = _row(finding)
        room -= len(row.encode("utf-8", "replace"))
        if room < 0:
            return
        yield row


def _row(finding: Finding) -> str:
    place = finding.location.spot
    cells = (finding.severity.value, finding.code, _code(place), _words(finding.message))
    return f"| {' | '.join(cells)} |\n"


def _words(text: str) -> str:
    """Return a message as a cell: what it sets in backticks is code, the rest is only text."""
    text = BLANK.sub(" ", text)
    text = text if len(text) <= WIDEST else f"{text[:WIDEST]}…"
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return _escaped(text)
    return "".join(_code(one) if n % 2 else _escaped(one) for n, one in enumerate(parts))


def _code(text: str) -> str:
    """Return text as a code span, which nothing looks into; as HTML where it holds a backtick."""
    text = BLANK.sub(" ", text)
    if not text.strip() or "`" in text or text != text.strip():
        return f"<code>{_escaped(text)}</code>"
    return f"`{text.replace('|', chr(92) + '|')}`"


def _escaped(text: str) -> str:
    return MARKUP.sub(lambda found: INSTEAD.get(found[0], f"\\{found[0]}"), text)

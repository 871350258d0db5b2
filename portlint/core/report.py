"""What a run produced, and what a reporter makes of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portlint.core.facts import Unread
from portlint.core.finding import Finding, Severity, Silenced
from portlint.core.rule import Rule


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a reporter may look at.

    `lines` holds the source line behind each place that is shown, keyed by (path, 1-based line);
    `known` counts findings that were there before, by what says so: a baseline, a revision;
    `left_out` counts files that were passed over, by reason; `seconds` is wall time, shown to
    people and never written to machine-readable output; `root` is the absolute folder that paths
    are relative to, for links in a terminal. `hashes` holds what GitHub knows the line of a
    finding by, keyed as `lines` is; `silenced` what comments suppress, where that is asked for;
    `category` tells the runs of one repository apart, and ends in a slash; `crashes` names the
    plug-ins that broke.
    """

    findings: tuple[Finding, ...]
    files: int = 0
    suppressed: int = 0
    unread: tuple[Unread, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    lines: Mapping[tuple[str, int], str] = field(default_factory=dict)
    seconds: float = 0.0
    registry: str = ""
    root: str = ""
    known: Mapping[str, int] = field(default_factory=dict)
    hashes: Mapping[tuple[str, int], str] = field(default_factory=dict)
    silenced: tuple[Silenced, ...] = ()
    category: str = "portlint/"
    crashes: tuple[str, ...] = ()


def tally(findings: Iterable[Finding]) -> str:
    """Count findings by severity, the most severe first: `2 errors, 1 note`; empty for none."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{counts[level]} {level.value}{'s' if counts[level] > 1 else ''}"
        for level in Severity
        if counts[level]
    )


@dataclass(frozen=True, slots=True)
class Style:
    """What the place of output can show."""

    color: bool = False
    links: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """A report as text; `notices` say what the format's reader will not show, a clause each."""

    text: str
    notices: tuple[str, ...] = ()


Render = Callable[[Report, Sequence[Rule], Style], str | Rendered]


@dataclass(frozen=True, slots=True)
class Reporter:
    """A named output format."""

    name: str
    doc: str
    render: Render

    def rendered(self, report: Report, rules: Sequence[Rule], style: Style) -> Rendered:
        """Render a report; text alone comes without notices."""
        output = self.render(report, rules, style)
        return Rendered(output) if isinstance(output, str) else output


def reporter(name: str) -> Callable[[Render], Reporter]:
    """Name a render function; its docstring's first line describes the format."""
    return lambda render: Reporter(name, (render.__doc__ or "").partition("\n")[0], render)

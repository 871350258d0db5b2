"""What `check` can be asked for, but for what is known before."""

from dataclasses import dataclass

import click

from portlint.cli.options import bundled

LEVELS = click.Choice(["error", "warning", "note"])

NO_REASON = "-"
"""What stands for an option without its value; it is no reason."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The options of `check` as they were typed."""

    select: tuple[str, ...]
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    per_file_ignores: tuple[str, ...]
    pedantic: bool
    min_severity: str | None
    min_confidence: str
    fail_on: str | None
    formats: tuple[str, ...]
    statistics: bool
    exit_zero: bool
    watch: bool
    color: str
    sarif_category: str
    sarif_include_suppressed: bool


typed_options = bundled(
    Typed,
    "typed",
    (
        click.option(
            "--select", multiple=True, help="Run these rules: codes, prefixes, names or ALL."
        ),
        click.option("--extend-select", multiple=True, help="Run these rules as well."),
        click.option("--ignore", multiple=True, help="Do not run these rules."),
        click.option(
            "--per-file-ignores", multiple=True, metavar="GLOB:CODE", help="Ignore in some files."
        ),
        click.option("--pedantic", is_flag=True, help="Run the pedantic rules too."),
        click.option("--min-severity", type=LEVELS, help="The least severity that is shown."),
        click.option(
            "--min-confidence",
            type=click.Choice(["high", "medium", "low"]),
            default="low",
            help="The least confidence that is shown.",
        ),
        click.option("--fail-on", type=LEVELS, help="The least severity that fails a run."),
        click.option(
            "--output-format",
            "formats",
            multiple=True,
            metavar="FORMAT[=FILE]",
            help="text, concise, github, sarif and others; several from one run.",
        ),
        click.option(
            "--sarif-category",
            default="",
            metavar="NAME",
            help="Tells runs of one repository apart.",
        ),
        click.option(
            "--sarif-include-suppressed",
            is_flag=True,
            help="Write suppressed findings to SARIF too.",
        ),
        click.option(
            "--statistics", is_flag=True, help="Count findings by rule, on standard error."
        ),
        click.option("--exit-zero", is_flag=True, help="Exit 0 with findings too."),
        click.option("--watch", is_flag=True, help="Run again whenever a file changes."),
        click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto"),
    ),
)


@dataclass(frozen=True, slots=True)
class Mending:
    """What was typed about fixes."""

    fix: bool
    unsafe_fixes: bool
    diff: bool
    add_ignore: str | None

    @property
    def wanted(self) -> bool:
        """Tell whether anything is to be mended or shown as mended."""
        return self.fix or self.diff or self.add_ignore is not None


mending_options = bundled(
    Mending,
    "mending",
    (
        click.option("--fix", is_flag=True, help="Make the safe fixes."),
        click.option(
            "--unsafe-fixes", is_flag=True, help="With --fix or --diff: those to be read, too."
        ),
        click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing."),
        click.option(
            "--add-ignore",
            is_flag=False,
            flag_value=NO_REASON,
            metavar="[=REASON]",
            help="Write a comment that silences each finding.",
        ),
    ),
)

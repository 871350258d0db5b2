"""`portlint rule`: what a rule does, and why."""

import json
from collections.abc import Iterable

import click

from portlint.cli.options import format_option
from portlint.cli.session import plugins
from portlint.cli.terminal import fail
from portlint.core import Rule
from portlint.engine.selection import UnknownRule, expand


@click.command("rule")
@click.argument("name", required=False, metavar="[CODE|NAME]")
@click.option("--all", "every", is_flag=True, help="Explain all rules.")
@format_option("text", "json", "markdown")
def command(name: str | None, *, every: bool, output_format: str) -> None:
    """Explain one rule, or list all of them."""
    known = plugins().rules
    try:
        codes = sorted(expand(known, [name])) if name else list(known)
    except UnknownRule as error:
        fail(str(error))
    rules = [known[code] for code in codes]
    if output_format == "json":
        click.echo(json.dumps([described(rule) for rule in rules], indent=1))
    elif every or output_format == "markdown" or (name and len(rules) == 1):
        click.echo("\n\n".join(map(page, rules)))
    else:
        click.echo(listing(rules))


def described(rule: Rule) -> dict[str, str]:
    """Return a rule for programs."""
    return {
        "code": rule.code,
        "name": rule.name,
        "tier": rule.tier.value,
        "severity": rule.severity.value,
        "message": rule.message,
        "explanation": rule.doc,
    }


def page(rule: Rule) -> str:
    """Return a rule's page in Markdown."""
    facts = f"Tier: {rule.tier.value}. Severity: {rule.severity.value}."
    return f"# {rule.code} {rule.name}\n\n{facts}\n\n{rule.doc}"


def listing(rules: Iterable[Rule]) -> str:
    """Return a line for each rule."""
    return "\n".join(
        f"{rule.code}  {rule.name:28} {rule.tier.value:9} {rule.severity.value:8} "
        f"{rule.doc.partition(chr(10))[0]}"
        for rule in rules
    )

"""`portlint plugins`: what is loaded, from where, and what each adds."""

import click

from portlint.cli.session import plugins as load
from portlint.cli.terminal import safe_line


@click.command("plugins")
def command() -> None:
    """Show every plug-in with its distribution and what it adds."""
    for source in load().sources:
        click.echo(safe_line(f"{source.name} ({source.distribution})"))
        for kind, names in source.adds.items():
            if names:
                click.echo(safe_line(f"  {kind:11} {', '.join(names)}"))

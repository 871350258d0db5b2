"""`portlint completion`: what a shell needs to complete our words."""

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell: `source <(portlint completion bash)`."""
    kind = get_completion_class(shell)
    if kind is not None:
        cli = ctx.find_root().command
        click.echo(kind(cli, {}, "portlint", "_PORTLINT_COMPLETE").source())

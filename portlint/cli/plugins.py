"""`portlint plugins`: what is loaded, and from where."""

from importlib.metadata import entry_points

import click

from portlint import __version__
from portlint.cli.session import plugins as load
from portlint.cli.terminal import safe


@click.command("plugins")
def command() -> None:
    """Show every plug-in with what all of them add."""
    found = load()
    click.echo(f"portlint {__version__} (built in)")
    for point in sorted(entry_points(group="portlint"), key=lambda point: point.name):
        dist = f"{point.dist.name} {point.dist.version}" if point.dist else "no distribution"
        click.echo(safe(f"{point.name} = {point.value} ({dist})"))
    for kind in ("rules", "languages", "reporters", "generators"):
        click.echo(f"{kind:11} {', '.join(getattr(found, kind)) or 'none'}")

"""The command line: read, run, write. Nothing here decides what is right."""

import importlib
import sys

import click
from click.shell_completion import CompletionItem

from portlint import __version__

COMMANDS = {
    "check": "Lint files (the default command).",
    "completion": "Print the completion script of a shell.",
    "env": "Print variables, or ports of a checkout's own.",
    "health": "Ask the live services whether they are well.",
    "free": "Print the next free ports of a range or a stack.",
    "init": "Write a registry of what the repository deploys.",
    "inventory": "List every port of the repository.",
    "move": "Give a service another port, and list what must follow.",
    "new": "Register a service on the next free port.",
    "plugins": "Show what is loaded, and from where.",
    "rename": "Give a service another name.",
    "retire": "Mark a service as one that goes away.",
    "report": "Print the figures of governance.",
    "rule": "Explain one rule, or list all.",
    "schema": "Print a JSON Schema.",
    "show": "Show one service with its addresses.",
    "show-settings": "Show the effective settings.",
    "sync": "Render the registry into files.",
    "validate": "Check the registry alone.",
    "who": "Show who owns and uses a port.",
}


SHOWN = 200
"""Characters of a path that the system refused."""

INTERRUPTED = 130
"""The exit status that shells give what was ended by Ctrl-C."""


class LazyGroup(click.Group):
    """Imports a command's module when it is run; a path in its place means `check`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"portlint.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> None:
        """Run a command; one that is interrupted has neither passed nor found anything."""
        try:
            super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("portlint: interrupted", err=True)
            sys.exit(INTERRUPTED)
        except OSError as error:
            if error.filename is None:
                raise
            from portlint.cli.terminal import fail  # noqa: PLC0415  (not needed to start)

            fail(f"{str(error.filename)[:SHOWN]}: {error.strerror}")

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the first word: a command, an option of `check`, or a path."""
        if incomplete.startswith("-"):
            check = self.get_command(ctx, "check")
            return check.shell_complete(ctx, incomplete) if check else []
        names = [
            CompletionItem(name, help=help_)
            for name, help_ in sorted(COMMANDS.items())
            if name.startswith(incomplete)
        ]
        return names or [CompletionItem(incomplete, type="file")]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read `portlint .` as `portlint check .`."""
        if ctx.resilient_parsing and not args:  # the first word is being completed
            return super().parse_args(ctx, args)
        own = {"--version", "--help", "-h"}
        if not args or (args[0] not in COMMANDS and args[0] not in own):
            args = ["check", *args]
        return super().parse_args(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="portlint")
def cli() -> None:
    """Prove that a system's ports agree before anything runs.

    `portlint [PATH]...` is `portlint check [PATH]...`.
    """


def main() -> None:
    """Run the command line; a mistake of the user's ends with a sentence and exit status 2."""
    try:
        cli(prog_name="portlint")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)

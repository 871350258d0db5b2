"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

path_argument = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))

SHARED = (
    click.option(
        "--config", type=click.Path(path_type=Path, exists=True), help="Configuration file."
    ),
    click.option("--registry", type=click.Path(path_type=Path), help="Registry file."),
    click.option("--isolated", is_flag=True, help="Read no configuration."),
    click.option(
        "--jobs", "-j", type=click.IntRange(0), default=0, help="Processes; 0: one a core."
    ),
    click.option("--no-cache", is_flag=True, help="Read every file anew."),
)


def config_options(function: F) -> F:
    """Add what every command that reads a repository takes."""
    for option in reversed(SHARED):
        function = option(function)
    return function

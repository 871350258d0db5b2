"""Options that several commands share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Any

import click

Decorate = Callable[[Callable[..., None]], Callable[..., None]]


@dataclass(frozen=True, slots=True)
class Sources:
    """What a run stands on: where its settings and its registry are, and how it reads."""

    config: tuple[str, ...]
    registry: Path | None
    isolated: bool
    jobs: int = 0
    no_cache: bool = False


paths_argument = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
path_argument = click.argument("path", type=click.Path(path_type=Path), default=Path())

output_option = click.option("--output", type=click.Path(path_type=Path), help="Write to a file.")


def format_option(*names: str) -> Decorate:
    """Return the option that chooses among output formats; the first is what nobody has to ask."""
    return click.option(
        "--output-format", type=click.Choice(names), default=names[0], show_default=True
    )


FOUND = (
    click.option(
        "--config",
        multiple=True,
        metavar="FILE|KEY=VALUE",
        help="Configuration file, or one key of it as TOML.",
    ),
    click.option("--registry", type=click.Path(path_type=Path), help="Registry file."),
    click.option("--isolated", is_flag=True, help="Read no configuration."),
)
"""What says where settings and the registry are."""

READING = (
    click.option(
        "--jobs", "-j", type=click.IntRange(0), default=0, help="Processes; 0: one a core."
    ),
    click.option("--no-cache", is_flag=True, help="Read every file anew."),
)


def bundled(kind: type[Any], name: str, options: Sequence[Decorate]) -> Decorate:
    """Return what adds options to a command, given to it as one value of a kind called `name`.

    A field that no option is for keeps its default.
    """
    names = [one.name for one in fields(kind)]

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def taken(**given: Any) -> None:
            own = kind(**{one: given.pop(one) for one in names if one in given})
            function(**given, **{name: own})

        taking: Callable[..., None] = taken
        for option in reversed(options):
            taking = option(taking)
        return taking

    return decorate


source_options = bundled(Sources, "sources", (*FOUND, *READING))
registry_options = bundled(Sources, "sources", FOUND)
"""For commands that read the registry alone."""

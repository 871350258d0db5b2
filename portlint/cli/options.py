"""Options that several commands share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class Sources:
    """What a run stands on: where its settings and its registry are, and how it reads."""

    config: Path | None
    registry: Path | None
    isolated: bool
    jobs: int
    no_cache: bool


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


def source_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add what every command that reads a repository takes, given to it as one value."""

    @wraps(function)
    def bundled(
        *,
        config: Path | None,
        registry: Path | None,
        isolated: bool,
        jobs: int,
        no_cache: bool,
        **rest: Any,
    ) -> None:
        function(sources=Sources(config, registry, isolated, jobs, no_cache), **rest)

    for option in reversed(SHARED):
        bundled = option(bundled)
    return bundled

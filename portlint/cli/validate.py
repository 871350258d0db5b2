"""`portlint validate`: the registry alone."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from portlint.cli.options import Sources, path_argument, registry_options
from portlint.cli.sources import registry_of
from portlint.cli.terminal import fail, safe_line, safe_path
from portlint.core.checks import results

TITLES = {
    "syntax": "it is YAML",
    "keys": "every key is known, and given once",
    "types": "every value is of its kind",
    "ports": "every port is between 1 and 65535",
    "ranges": "every range runs from a port up to another",
    "names": "every name is registered once",
    "conflict": "no port of the host is given twice",
    "outside-range": "every port lies in its stack's range",
    "range-overlap": "no two ranges share ports",
    "references": "every name that is referred to exists",
}


@click.command("validate")
@path_argument
@registry_options
def command(path: Path, sources: Sources) -> None:
    """Check the registry of PATH: each check by name, with every problem it found."""
    if path.is_file():
        sources, path = replace(sources, registry=path), path.parent
    if not path.exists():
        fail(f"{path}: no such file or directory")
    found = registry_of(path, sources)
    failed = 0
    for name, problems in results(found):
        failed += bool(problems)
        click.echo(f"{'FAILED' if problems else 'passed'}  {name}: {TITLES[name]}")
        for problem in problems:
            click.echo(safe_line(f"        {problem.location}: {problem.message}"))
    services, ranges = len(found.services), len(found.ranges)
    verdict = f"{failed} checks failed" if failed else "all checks passed"
    click.echo(f"{safe_path(found.path)}: {services} services, {ranges} ranges; {verdict}")
    sys.exit(1 if failed else 0)

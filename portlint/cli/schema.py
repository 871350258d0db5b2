"""`portlint schema`: JSON Schemas of what portlint reads and writes."""

import json
from collections.abc import Callable
from typing import Any

import click


def registry() -> dict[str, Any]:
    """Return the schema of a registry."""
    from portlint.registry import schema  # noqa: PLC0415  (YAML is needed for nothing else)

    return schema()


def configuration() -> dict[str, Any]:
    """Return the schema of a configuration file."""
    from portlint.cli.configuration import schema  # noqa: PLC0415  (tomllib)

    return schema()


def inventory() -> dict[str, Any]:
    """Return the schema of `inventory --output-format json`."""
    from portlint.cli.schemas import INVENTORY  # noqa: PLC0415  (large)

    return INVENTORY


def check() -> dict[str, Any]:
    """Return the schema of `check --output-format json`."""
    from portlint.cli.schemas import CHECK  # noqa: PLC0415  (large)

    return CHECK


def who() -> dict[str, Any]:
    """Return the schema of `who --output-format json`."""
    from portlint.cli.schemas import WHO  # noqa: PLC0415  (large)

    return WHO


def show() -> dict[str, Any]:
    """Return the schema of `show --output-format json`."""
    from portlint.cli.schemas import SHOW  # noqa: PLC0415  (large)

    return SHOW


def report() -> dict[str, Any]:
    """Return the schema of `report --output-format json`."""
    from portlint.cli.schemas import REPORT  # noqa: PLC0415  (large)

    return REPORT


SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "registry": registry,
    "config": configuration,
    "inventory": inventory,
    "check": check,
    "who": who,
    "show": show,
    "report": report,
}


@click.command("schema")
@click.argument("name", type=click.Choice(list(SCHEMAS)))
def command(name: str) -> None:
    """Print the JSON Schema of the registry, the configuration or an output."""
    click.echo(json.dumps(SCHEMAS[name](), indent=2))

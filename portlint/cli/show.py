"""`portlint show`: one service with its addresses."""

from difflib import get_close_matches
from pathlib import Path

import click

from portlint.cli.session import find_registry, settings_for
from portlint.cli.terminal import fail, safe
from portlint.core import Port, Service
from portlint.engine.discovery import root_of


@click.command("show")
@click.argument("service")
@click.argument("path", type=click.Path(path_type=Path, exists=True), default=Path())
@click.option("--registry", type=click.Path(path_type=Path), help="Registry file.")
@click.option("--config", type=click.Path(path_type=Path, exists=True), help="Configuration file.")
def command(service: str, path: Path, registry: Path | None, config: Path | None) -> None:
    """Show SERVICE as the registry of PATH has it, with the address for each who may ask."""
    settings = settings_for(path, config, isolated=False)
    found = find_registry(root_of(path), path, settings, registry)
    if found is None:
        fail(f"no registry in {path}; name one with --registry")
    one = found.named(service)
    if one is None:
        near = get_close_matches(service, [known.name for known in found.services], 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        fail(f"no service is called {service}{hint}")
    click.echo(safe("\n".join(described(one))))


def described(service: Service) -> list[str]:
    """Return what is known of a service, a line each."""
    rows = [
        ("owner", service.owner),
        ("stack", service.stack.name if service.stack else ""),
        ("networks", ", ".join(network.name for network in service.networks)),
        ("depends on", ", ".join(needed.name for needed in service.depends_on)),
        ("deprecated", _deprecated(service)),
        ("description", service.description),
        ("registered", str(service.location)),
    ]
    lines = [service.name, *(f"  {name:12} {value}" for name, value in rows if value)]
    for port in service.ports:
        lines += _addresses(service, port)
    return lines


def _deprecated(service: Service) -> str:
    if not service.deprecated:
        return ""
    return f"yes; use {service.replacement.name}" if service.replacement else "yes"


def _addresses(service: Service, port: Port) -> list[str]:
    """Return the three addresses: one port is not reached the same way from everywhere."""
    title = f"  port {port.name or port.protocol or port.transport}".rstrip()
    inside = service.name if service.container else "host.docker.internal"
    number = port.container if service.container else port.host or port.container
    host = f"localhost:{port.host}" if port.host else "not published"
    path = port.path or service.gateway_path
    browser = f"the gateway's {path}" if path else host
    return [
        title,
        f"    from the host       {host}",
        f"    from a container    {inside}:{number}",
        f"    from a browser      {browser}",
    ]

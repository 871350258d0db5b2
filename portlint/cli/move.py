"""`portlint move`: another port of the host for a service."""

from pathlib import Path

import click

from portlint.cli.editing import counted, edit, follow, named, no_sync, told
from portlint.cli.options import Sources, path_argument, source_options
from portlint.cli.session import open_session
from portlint.cli.sources import governed
from portlint.cli.terminal import fail, safe_line, say
from portlint.core import Port, Service
from portlint.registry.editing import move
from portlint.registry.following import of_port
from portlint.registry.vacancy import refusal, taken


@click.command("move")
@click.argument("service")
@click.argument("port", type=click.IntRange(1, 65535))
@path_argument
@click.option("--from", "old", type=click.IntRange(1, 65535), help="Which of several ports.")
@no_sync
@source_options
def command(  # noqa: PLR0913  (each is an argument or an option)
    service: str, port: int, path: Path, *, old: int | None, no_sync: bool, sources: Sources
) -> None:
    """Publish SERVICE of PATH's registry on PORT of the host; its container's side stays.

    Then every place of the repository that must follow is listed, with its line.
    """
    session = open_session((path,), sources)
    registry = governed(session.registry, session.root)
    one = named(registry, service)
    entry = _chosen(one, old)
    if entry.host == port:
        fail(f"{one.name} is on {port} already")
    facts = session.gather().facts
    if reason := refusal(registry, port, entry.transport, entry.host_ip, taken(facts)):
        fail(f"{one.name} cannot move to {port}: {reason}")
    edit(session, lambda data, where: move(data, where, one, entry, port))
    before = entry.host
    was = f"from {before} " if before else ""
    say(safe_line(f"{registry.path}: {one.name} moved {was}to {port}"))
    if before is not None:
        places = of_port(facts, one, before, registry.path)
        told(places)
        counted(places, str(before))
    follow(path, sources, left=no_sync)


def _chosen(service: Service, old: int | None) -> Port:
    """Return the port that moves; end the run where that is not plain."""
    if old is not None:
        found = [port for port in service.ports if port.host == old]
        found = found or [port for port in service.ports if port.container == old]
    else:
        found = [port for port in service.ports if port.host is not None] or [*service.ports]
    known = ", ".join(
        f"{port.host or port.container}{f' ({port.name})' if port.name else ''}"
        for port in service.ports
    )
    if not found:
        fail(f"{service.name} has no port {old}; it has {known or 'none'}")
    if len(found) > 1:
        fail(f"{service.name} has several ports ({known}): say which with --from")
    return found[0]

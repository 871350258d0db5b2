"""`portlint retire`: a service goes away."""

from pathlib import Path

import click

from portlint.cli.editing import counted, edit, follow, named, no_sync, told
from portlint.cli.options import Sources, path_argument, source_options
from portlint.cli.session import open_session
from portlint.cli.sources import governed
from portlint.cli.terminal import fail, safe_line, say
from portlint.registry.editing import retire
from portlint.registry.following import Place, of_name, of_port


@click.command("retire")
@click.argument("service")
@path_argument
@click.option("--replacement", metavar="NAME", help="The service to use in its place.")
@no_sync
@source_options
def command(
    service: str, path: Path, *, replacement: str | None, no_sync: bool, sources: Sources
) -> None:
    """Mark SERVICE of PATH's registry as deprecated, and list who still declares or calls it."""
    session = open_session((path,), sources)
    registry = governed(session.registry, session.root)
    one = named(registry, service)
    if replacement is None and one.replacement is None:
        fail("--replacement is missing: who still calls it must be told what to use in its place")
    if replacement and named(registry, replacement) is one:
        fail(f"{service} cannot take its own place")
    edit(session, lambda data, where: retire(data, where, one.name, replacement or ""))
    instead = replacement or (one.replacement.name if one.replacement else "")
    say(safe_line(f"{registry.path}: {one.name} is deprecated; use {instead}"))
    facts = session.gather().facts
    found: dict[tuple[str, int], Place] = {}
    for place in of_name(facts, one.name, registry.path):
        found[place.location.path, place.location.line] = place
    for port in one.ports:
        if port.published is not None:
            for place in of_port(facts, one, port.published, registry.path):
                found.setdefault((place.location.path, place.location.line), place)
    places = sorted(found.values(), key=lambda place: (not place.sure, place.location))
    told(places)
    counted(places, one.name, "still declare or call it")
    follow(path, sources, left=no_sync)

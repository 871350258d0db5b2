"""`portlint rename`: another name for a service."""

from pathlib import Path

import click

from portlint.cli.editing import counted, edit, follow, named, no_sync, told
from portlint.cli.options import Sources, path_argument, source_options
from portlint.cli.session import open_session
from portlint.cli.sources import governed
from portlint.cli.terminal import fail, safe_line, say
from portlint.registry.editing import rename
from portlint.registry.following import of_name


@click.command("rename")
@click.argument("old")
@click.argument("new")
@path_argument
@no_sync
@source_options
def command(old: str, new: str, path: Path, *, no_sync: bool, sources: Sources) -> None:
    """Call the service OLD of PATH's registry NEW, wherever the registry says its name.

    Then every place of the repository that declares or calls it by the old name is listed.
    """
    session = open_session((path,), sources)
    registry = governed(session.registry, session.root)
    service = named(registry, old)
    if service.name != old:
        fail(f"{old} is an alias of {service.name}; rename that, or edit {service.location}")
    edit(session, lambda data, where: rename(data, where, old, new))
    say(safe_line(f"{registry.path}: {old} is called {new} now"))
    places = of_name(session.gather().facts, old, registry.path)
    told(places)
    counted(places, old)
    if any(place.saying.startswith("declares") for place in places):
        say(
            safe_line(
                f"until they follow, `aliases: [{old}]` in its entry tells that both are one"
            )
        )
    follow(path, sources, left=no_sync)

"""`portlint who`: who owns, publishes, listens on and calls a port."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from portlint.cli.options import Sources, source_options
from portlint.cli.session import open_session
from portlint.cli.terminal import safe_line
from portlint.core import Context, PortUse, Registry, Role

VERBS = {
    Role.PUBLISH: "published",
    Role.LISTEN: "listened on",
    Role.CONTAINER: "inside a container",
    Role.CONNECT: "called",
    Role.DECLARE: "declared",
    Role.COMPARE: "compared with",
}


@click.command("who")
@click.argument("port", type=click.IntRange(1, 65535))
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("--all", "everything", is_flag=True, help="Tests, docs and comments too.")
@source_options
def command(port: int, path: Path, *, everything: bool, sources: Sources) -> None:
    """Show who owns PORT and where PATH publishes, listens on and calls it."""
    session = open_session((path,), sources)
    gathered = session.gather()
    own = session.registry.path if session.registry else ""
    uses = [
        fact
        for fact in gathered.facts
        if isinstance(fact, PortUse) and fact.port == port and fact.location.path != own
    ]
    shown = [use for use in uses if everything or use.context is Context.CODE]
    owned = owners(port, session.registry)
    lines = [*owned, *places(shown)]
    hidden = len(uses) - len(shown)
    if hidden:
        lines.append(f"{hidden} more in tests, examples, docs and comments (--all shows them)")
    click.echo("\n".join(map(safe_line, lines)))
    sys.exit(0 if uses or session.registry else 1)


def owners(port: int, registry: Registry | None) -> list[str]:
    """Say who has registered a port."""
    if registry is None:
        return ["no registry"]
    found = [
        f"{service.name} owns it {'on the host' if entry.host == port else 'in its container'}"
        f" ({service.owner or 'no owner'}; {entry.location})"
        for service, entry in registry.owners(port)
    ]
    return found or [f"no service of {registry.path} owns {port}"]


def places(uses: Iterable[PortUse]) -> list[str]:
    """List places by what the port does there."""
    ordered = sorted(uses, key=lambda use: (list(VERBS).index(use.role), use.location))
    return [
        f"{VERBS[use.role]:18} {use.location.path}:{use.location.line}  {use.text[:80]}"
        for use in ordered
    ]

"""`portlint who`: who owns, publishes, listens on and calls a port."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from portlint.cli.options import Sources, format_option, path_argument, source_options
from portlint.cli.session import open_session
from portlint.cli.sights import calls_json, calls_of, claim_json, claims_of, counted, ends_of
from portlint.cli.terminal import safe_line
from portlint.core import Facts, PortUse, Registry, Role
from portlint.core.judgement import is_live
from portlint.deployment.views import PortView, of_port

VERBS = {
    Role.PUBLISH: "published",
    Role.LISTEN: "listened on",
    Role.CONTAINER: "inside a container",
    Role.CONNECT: "called",
    Role.DECLARE: "declared",
    Role.COMPARE: "compared with",
}
FEW = 20
"""Lines that no service stands behind, of which more are shown only if asked for."""


@click.command("who")
@click.argument("port", type=click.IntRange(1, 65535))
@path_argument
@click.option("--all", "everything", is_flag=True, help="Tests, docs and comments too.")
@format_option("text", "json")
@source_options
def command(
    port: int, path: Path, *, everything: bool, output_format: str, sources: Sources
) -> None:
    """Show who owns PORT and where PATH publishes, listens on and calls it."""
    session = open_session((path,), sources)
    facts = Facts(session.gather().facts)
    view = of_port(session.project(facts), port, everything=everything)
    own = session.registry.path if session.registry else ""
    uses = [use for use in facts.of(PortUse) if use.port == port and use.location.path != own]
    rest = elsewhere(view, uses)
    shown = [use for use in rest if everything or is_live(use)]
    shown = shown if everything or output_format == "json" else shown[:FEW]
    if output_format == "json":
        click.echo(json.dumps(as_json(view, shown), indent=1, ensure_ascii=False))
    else:
        lines = [*words(view, session.registry), *places(shown), *hidden(len(rest) - len(shown))]
        click.echo("\n".join(map(safe_line, lines)))
    sys.exit(0 if uses or session.registry else 1)


def words(view: PortView, registry: Registry | None) -> Iterator[str]:
    """Yield the lines of a view: one that says it all, then each part with its evidence."""
    yield summary(view, registry)
    yield from claims_of("owned", view.owners)
    yield from claims_of("published", view.published)
    yield from claims_of("listening inside", view.listening)
    yield from calls_of("calls", view.calls)


def summary(view: PortView, registry: Registry | None) -> str:
    """Say in one line who has a port, and how calls to it end."""
    owners = ", ".join(dict.fromkeys(one.service for one in view.owners))
    owned = f"owned by {owners}" if owners else "no registry"
    if registry and not owners:
        owned = f"no service of {registry.path} owns it"
    parts = [
        owned,
        f"published by {counted({one.service for one in view.published}, 'service')}",
        f"listened on by {counted({one.service for one in view.listening}, 'service')}",
        ends_of(view.calls),
    ]
    return f"{view.port}: {'; '.join(parts)}"


def elsewhere(view: PortView, uses: Iterable[PortUse]) -> list[PortUse]:
    """Return the occurrences on lines that no part of a view stands on, one for each line."""
    claims = (*view.owners, *view.published, *view.listening)
    spots = {(one.location.path, one.location.line) for one in claims}
    spots |= {(one.location.path, one.location.line) for one in view.calls}
    first = {(use.location.path, use.location.line): use for use in reversed([*uses])}
    left = [use for spot, use in first.items() if spot not in spots]
    return sorted(left, key=lambda use: (list(VERBS).index(use.role), use.location))


def places(uses: Sequence[PortUse]) -> Iterator[str]:
    """Yield the occurrences that no service is known to stand behind, by what the port does."""
    if uses:
        yield "also written"
    for use in uses:
        place = use.location.spot
        yield f"  {VERBS[use.role]:18} {place}  {use.text[:80]}"


def hidden(count: int) -> Iterator[str]:
    """Say how many occurrences are not shown."""
    if count:
        yield f"{count} more lines, in tests, docs and comments among others (--all shows them)"


def as_json(view: PortView, uses: Iterable[PortUse]) -> dict[str, object]:
    """Return a view as `portlint schema who` has it."""
    return {
        "version": 1,
        "port": view.port,
        "owners": list(map(claim_json, view.owners)),
        "published": list(map(claim_json, view.published)),
        "listening": list(map(claim_json, view.listening)),
        "calls": calls_json(view.calls),
        "elsewhere": [
            {
                "path": safe_line(use.location.path),
                "line": use.location.line,
                "role": use.role.value,
                "text": safe_line(use.text),
            }
            for use in uses
        ],
    }

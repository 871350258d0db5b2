"""`portlint show`: one service with its addresses, its callers and its calls."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from portlint.cli.options import Sources, format_option, path_argument, source_options
from portlint.cli.session import open_session
from portlint.cli.sights import Json, calls_json, calls_of, claim_json, claims_of, place_json
from portlint.cli.terminal import fail, safe_line
from portlint.core import Facts, Service
from portlint.core.nearest import hint
from portlint.deployment.views import Address, ServiceView, Source, names_of, of_service

VIEWPOINTS = {
    "host": "from the host",
    "container": "from a container",
    "browser": "from a browser",
}


@click.command("show")
@click.argument("service")
@path_argument
@format_option("text", "json")
@source_options
def command(service: str, path: Path, *, output_format: str, sources: Sources) -> None:
    """Show SERVICE as the registry and the deployment of PATH have it.

    With the address for each who may ask, who calls it, whom it calls, and how that ends.
    """
    session = open_session((path,), sources)
    project = session.project(Facts(session.gather().facts))
    view = of_service(project, service)
    if view is None:
        fail(f"no service is called {service}{hint(service, sorted(names_of(project)))}")
    if output_format == "json":
        click.echo(json.dumps(as_json(view), indent=1, ensure_ascii=False))
    else:
        click.echo("\n".join(map(safe_line, words(view))))


def words(view: ServiceView) -> Iterator[str]:
    """Yield what is known of a service, a line each."""
    yield view.name
    if view.registered:
        for name, value in entry(view.registered):
            yield f"  {name:12} {value}"
    yield from claims_of("deployed", view.declared)
    yield "addresses"
    for viewpoint, title in VIEWPOINTS.items():
        yield from addresses(title, [a for a in view.addresses if a.viewpoint == viewpoint])
    yield from calls_of("called by", view.callers)
    yield from calls_of("calls", view.calls, caller=False)


def entry(service: Service) -> Iterator[tuple[str, str]]:
    """Yield what the registry says of a service beside its ports."""
    rows = [
        ("owner", service.owner),
        ("stack", service.stack.name if service.stack else ""),
        ("networks", ", ".join(network.name for network in service.networks)),
        ("depends on", ", ".join(needed.name for needed in service.depends_on)),
        ("deprecated", _deprecated(service)),
        ("runs", "" if service.container else "on the host, in no container"),
        ("description", service.description),
        ("registered", service.location.spot),
    ]
    yield from ((name, value) for name, value in rows if value)


def _deprecated(service: Service) -> str:
    if not service.deprecated:
        return ""
    return f"yes; use {service.replacement.name}" if service.replacement else "yes"


def addresses(title: str, found: list[Address]) -> Iterator[str]:
    """Yield what to write from one viewpoint; both sides, where registry and deployment differ."""
    said = {source: {one.text for one in found if one.source is source} for source in Source}
    registry, deployment = said[Source.REGISTRY], said[Source.DEPLOYMENT]
    agree = registry == deployment
    label = title
    for one in found:
        if agree and one.source is Source.REGISTRY:
            continue
        by = "registry" if one.source is Source.REGISTRY else "deployment"
        source = "registry and deployment agree" if agree else f"by the {by}"
        clause = f": {one.clause}" if one.clause else ""
        text = one.text or "no address"
        yield f"  {label:17} {text}  {source}{clause}  ({one.location.spot})"
        label = ""
    if registry and deployment and not agree:
        yield f"  {'':17} registry and deployment DIFFER: what is deployed is what answers"


def as_json(view: ServiceView) -> Json:
    """Return a view as `portlint schema show` has it."""
    own = view.registered
    return {
        "version": 1,
        "service": safe_line(view.name),
        "registered": place_json(own.location) if own else None,
        "owner": safe_line(own.owner) if own else "",
        "deployed": list(map(claim_json, view.declared)),
        "addresses": [
            {
                "viewpoint": one.viewpoint.value,
                "address": safe_line(one.text),
                "source": one.source.value,
                "clause": safe_line(one.clause),
                "place": place_json(one.location),
            }
            for one in view.addresses
        ],
        "callers": calls_json(view.callers),
        "calls": calls_json(view.calls),
    }

"""`catalog-info.yaml`: the services as Backstage's catalogue has them."""

import re
from collections.abc import Iterator

from portlint.core import Artifact, Comment, GenerationError, Option, Order, Service, generator
from portlint.core.addresses import addresses
from portlint.core.quoting import one_line, quoted

OPTIONS = (
    Option("path", "catalog-info.yaml", "where the entities are written"),
    Option("owner", "unknown", "the owner of a service whose entry names none"),
)

LONGEST = 63
"""Characters of a name; names are words of letters and digits with one of `-_.` between two
(`KubernetesValidatorFunctions.isValidObjectName` of @backstage/catalog-model)."""


@generator("backstage", options=OPTIONS)
def backstage(order: Order) -> Iterator[Artifact]:
    """A Component for each service, for Backstage's catalogue."""
    names: dict[str, str] = {}
    for service in order.registry.services:
        name = _name(service.name)
        if not name or names.setdefault(name, service.name) != service.name:
            other = names.get(name, "nothing")
            message = f"{service.name} and {other} would both be {name} in Backstage's catalogue"
            raise GenerationError(message)
    services = (_component(one, order.text("owner")) for one in order.registry.services)
    if text := "".join(services):
        yield Artifact(order.text("path"), text, Comment.HASH)


def _component(service: Service, nobody: str) -> str:
    """Return the YAML of an entity; every text is a quoted one."""
    lifecycle = "deprecated" if service.deprecated else "production"
    lines = [
        "---",
        "apiVersion: backstage.io/v1alpha1",
        "kind: Component",
        "metadata:",
        f"  name: {quoted(_name(service.name))}",
        f"  title: {quoted(one_line(service.name))}",
        f"  description: {quoted(one_line(service.description))}",
        *_links(service),
        "spec:",
        "  type: service",
        f"  lifecycle: {lifecycle}",
        f"  owner: {quoted(_name(service.owner).lower() or nobody)}",
        *_needs(service),
    ]
    return "".join(f"{line}\n" for line in lines)


def _links(service: Service) -> Iterator[str]:
    """Yield the addresses that a browser on the host opens."""
    found = (addresses(service, port).host for port in service.ports)
    urls = [url for url in found if url.startswith(("http://", "https://"))]
    if urls:
        yield "  links:"
    for url in urls:
        yield f"    - url: {quoted(url)}"
        yield "      title: On this machine"


def _needs(service: Service) -> Iterator[str]:
    if service.depends_on:
        yield "  dependsOn:"
    for needed in service.depends_on:
        yield f"    - {quoted(f'component:default/{_name(needed.name)}')}"


def _name(text: str) -> str:
    """Return a name that Backstage takes: words with single separators, 63 characters at most."""
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", text)
    words = re.split(r"([._-]+)", kept.strip("._-"))
    joined = "".join(word[0] if at % 2 else word for at, word in enumerate(words) if word)
    return joined[:LONGEST].strip("._-")

"""The page of all ports and services, and the same tables inside pages that people write."""

from collections.abc import Iterable, Iterator
from itertools import chain

from portlint.core import (
    Artifact,
    Comment,
    Option,
    Order,
    Port,
    Registry,
    Section,
    Service,
    generator,
)
from portlint.core.addresses import addresses, on_host
from portlint.core.quoting import markdown, quoted

OPTIONS = (
    Option("path", "docs/content/tools/ports-services.mdx", "where the page is written"),
    Option("title", "Ports and services", "the page's title"),
    Option("sections", (), "Markdown files whose sections are filled"),
)

HEAD = "| Service | Port | Host | Inside | For a container | For a browser | Owner | |"


LEAD = (
    "Containers reach one another by name, on the port inside. The host's port is for the host and"
    " for browsers."
)


@generator("docs", options=OPTIONS, default=True)
def docs(order: Order) -> Iterator[Artifact | Section]:
    """A page (MDX) of all ports, and the sections `ports`, `ports STACK` and `ranges`."""
    registry = order.registry
    stacks = _stacks(registry)
    yield Artifact(order.text("path"), _page(order.text("title"), registry, stacks), Comment.HASH)
    for path in order.texts("sections"):
        yield Section(path, "ports", _table(registry.services))
        yield Section(path, "ranges", _ranges(registry))
        for stack, services in stacks.items():
            if stack:
                yield Section(path, f"ports {stack}", _table(services))


def _stacks(registry: Registry) -> dict[str, list[Service]]:
    """Return the services of each stack, in the registry's order; those of none under ``."""
    found: dict[str, list[Service]] = {}
    for service in registry.services:
        found.setdefault(service.stack.name if service.stack else "", []).append(service)
    return found


def _page(title: str, registry: Registry, stacks: dict[str, list[Service]]) -> str:
    parts = [
        f"---\ntitle: {quoted(title)}\n---\n",
        f"{len(registry.services)} services. {LEAD}\n",
    ]
    for stack, services in stacks.items():
        parts.append(f"## Stack {markdown(stack)}\n" if stack else "## Without a stack\n")
        parts.append(_table(services))
    if registry.ranges:
        parts += ["## Ranges\n", _ranges(registry)]
    return "\n".join(parts)


def _table(services: Iterable[Service]) -> str:
    rows = chain.from_iterable(
        (_row(service, port) for port in service.ports) for service in services
    )
    return "".join([f"{HEAD}\n", "|---|---|---|---|---|---|---|---|\n", *rows])


def _row(service: Service, port: Port) -> str:
    urls = addresses(service, port)
    cells = (
        f"**{markdown(service.name)}**",
        markdown(port.name or port.protocol or port.transport),
        str(on_host(service, port) or "-"),
        str(port.container),
        f"`{urls.container}`",
        f"`{urls.public}`" if urls.public else "-",
        markdown(service.owner),
        _remark(service),
    )
    return f"| {' | '.join(cells)} |\n"


def _remark(service: Service) -> str:
    """Return what else is to be said: what replaces it, and what it does."""
    instead = markdown(service.replacement.name) if service.replacement else ""
    old = f"Deprecated: use {instead}. " if instead else "Deprecated. "
    return f"{old if service.deprecated else ''}{markdown(service.description)}"


def _ranges(registry: Registry) -> str:
    rows = (f"| {markdown(one.name)} | {one.first}-{one.last} |\n" for one in registry.ranges)
    return "".join(["| Range | Ports |\n", "|---|---|\n", *rows])

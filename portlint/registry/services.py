"""One service of a registry."""

from portlint.core import Service
from portlint.core.registry import Healthcheck
from portlint.registry import values
from portlint.registry.document import Document, Table, kind, table
from portlint.registry.ports import ports
from portlint.registry.schema import HEALTHCHECK_KEYS, SERVICE_KEYS
from portlint.syntax.documents.composed import Mapping, Node

TAKEN = frozenset(("localhost", "host.docker.internal"))
"""Names that containers resolve before they ask for a service: to themselves, and to the host."""


def service(document: Document, node: Node) -> Service | None:
    """Read a service; None, with a problem, where it has no name."""
    if not isinstance(node, Mapping):
        document.problem(node, "types", f"a service is `key: value` pairs, not {kind(node)}")
        return None
    read = table(document, node, "a service", SERVICE_KEYS)
    name = values.name(document, read, "name")
    if not name:
        document.problem(node, "keys", "a service needs a name")
        return None
    if name.lower() in TAKEN:
        message = f"a service cannot be called {name}: containers know that name already"
        document.problem(read.values["name"], "types", message)
    return Service(
        document.place(read.values["name"]),
        name,
        ports(document, read, name),
        stack=values.reference(document, read, "stack"),
        owner=values.text(document, read, "owner"),
        description=values.text(document, read, "description"),
        container=values.flag(document, read, "container", default=True),
        external=values.flag(document, read, "external", default=False),
        deprecated=values.flag(document, read, "deprecated", default=False),
        replacement=values.reference(document, read, "replacement"),
        networks=(
            *values.references(document, read, "network"),
            *values.references(document, read, "networks"),
        ),
        depends_on=values.references(document, read, "depends_on"),
        aliases=tuple(alias.name for alias in values.references(document, read, "aliases")),
        paths=tuple(path.name for path in values.references(document, read, "paths")),
        env=values.name(document, read, "env", values.VARIABLE),
        alternatives=values.text(document, read, "alternatives"),
        healthcheck=_healthcheck(document, read),
        gateway_path=values.text(document, read, "gatewayPath"),
        image=values.text(document, read, "image"),
        build=values.text(document, read, "build"),
        notes=values.text(document, read, "notes"),
    )


def _healthcheck(document: Document, read: Table) -> Healthcheck | None:
    if "healthcheck" not in read:
        return None
    own = table(document, read.values["healthcheck"], "a healthcheck", HEALTHCHECK_KEYS)
    expected = values.text(document, own, "expected") or "200"
    if not values.STATUS.match(expected):
        document.problem(own.values["expected"], "types", "expected is an HTTP status, as 200")
        expected = "200"
    return Healthcheck(values.text(document, own, "endpoint") or "/", int(expected))

"""Read a registry; whatever is wrong with it becomes a problem, never an exception."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from portlint.core import Location, Range, Registry, Service
from portlint.registry import values
from portlint.registry.document import Document, is_null, kind, pairs, table
from portlint.registry.schema import RANGE_KEYS, TOP_KEYS
from portlint.registry.services import service

PLACES = (
    "registry/registry.yaml",
    "config/ports/registry.yaml",
    "ports/registry.yaml",
    ".portlint/registry.yaml",
)


def find(root: Path) -> Path | None:
    """Return the registry of a repository, from the first of the places where registries lie."""
    return next((root / place for place in PLACES if (root / place).is_file()), None)


def load(data: bytes | str, path: str) -> Registry:
    """Read a registry's YAML; `path` is what its places will say."""
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    except UnicodeDecodeError as error:
        document = Document(path, "")
        document.problem(
            Location(path), "syntax", f"is not UTF-8: byte {error.start} is {error.reason}"
        )
        return Registry(path, problems=tuple(document.problems))
    document = Document(path, text)
    node = document.compose(text)
    if document.problems:
        return Registry(path, problems=tuple(document.problems))
    if node is None or is_null(node):
        document.problem(Location(path), "syntax", "is empty; it needs `services:`")
        return Registry(path, problems=tuple(document.problems))
    return _registry(document, node)


def _registry(document: Document, node: yaml.Node) -> Registry:
    if not isinstance(node, yaml.MappingNode):
        document.problem(node, "types", f"a registry is `services:` and more, not {kind(node)}")
        return Registry(document.path, problems=tuple(document.problems))
    top = table(document, node, "a registry", TOP_KEYS)
    if "services" not in top:
        document.problem(Location(document.path), "keys", "there is no `services:`")
    version = values.text(document, top, "version")
    ranges = tuple(_ranges(document, top.values["ranges"])) if "ranges" in top else ()
    services = tuple(_services(document, top.values["services"])) if "services" in top else ()
    networks = tuple(one.name for one in values.references(document, top, "networks"))
    problems = tuple(document.problems)
    return Registry(document.path, version, ranges, services, networks, problems)


def _services(document: Document, node: yaml.Node) -> Iterator[Service]:
    if not isinstance(node, yaml.SequenceNode):
        document.problem(
            node, "types", f"services is a list, each with `- name:`, not {kind(node)}"
        )
        return
    for item in node.value:
        if found := service(document, item):
            yield found


def _ranges(document: Document, node: yaml.Node) -> Iterator[Range]:
    for name, key, value in pairs(document, node, "ranges"):
        span, within = value, ""
        if isinstance(value, yaml.MappingNode):
            own = table(document, value, f"range {name}", RANGE_KEYS)
            if "ports" not in own:
                document.problem(key, "ranges", f"range {name} needs ports")
                continue
            span, within = own.values["ports"], values.text(document, own, "within")
        if found := values.span(document, name, span, within, document.place(key)):
            yield found

"""Read a registry; whatever is wrong with it becomes a problem, never an exception."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

from portlint.core import Location, Range, Registry, Service
from portlint.registry import values
from portlint.registry.document import Document, TooMuch, kind, pairs, table
from portlint.registry.schema import RANGE_KEYS, TOP_KEYS
from portlint.registry.services import service
from portlint.syntax.documents.composed import Malformed, Mapping, Node, Scalar, Sequence, compose

PLACES = (
    "registry/registry.yaml",
    "config/ports/registry.yaml",
    "ports/registry.yaml",
    ".portlint/registry.yaml",
)

LARGEST = 8_000_000
"""The longest registry in characters that is read; 10,000 services take some three million."""


def find(root: Path) -> Path | None:
    """Return a repository's registry, from the first place where registries lie.

    A link that leads out of the repository is none.
    """
    inside = root.resolve()
    candidates = (root / place for place in PLACES)
    return next(
        (path for path in candidates if path.is_file() and path.resolve().is_relative_to(inside)),
        None,
    )


def load(data: bytes | str, path: str) -> Registry:
    """Read a registry's YAML; `path` is what its places will say. Never raises on bad content."""
    skipped = len(BOM_UTF8) if isinstance(data, bytes) and data.startswith(BOM_UTF8) else 0
    try:
        text = data[skipped:].decode("utf-8") if isinstance(data, bytes) else data
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8: byte {error.start + skipped} is {error.reason}"
        return _refused(Document(path), reason)
    if len(text) > LARGEST:
        reason = f"has {len(text)} characters; no more than {LARGEST} are read"
        return _refused(Document(path), reason)
    document = Document(path, text, skipped)
    try:
        node = compose(text)
        if node is None or (isinstance(node, Scalar) and node.empty):
            return _refused(document, "is empty; it needs `services:`")
        return _registry(document, node)
    except Malformed as error:
        return _refused(document, error.reason, error.index)
    except TooMuch:
        return _refused(document, "repeats itself through aliases until it is too large")


def _refused(document: Document, reason: str, index: int | None = None) -> Registry:
    document.problem(document.at(index), "syntax", reason)
    return Registry(document.path, problems=document.problems)


def _registry(document: Document, node: Node) -> Registry:
    if not isinstance(node, Mapping):
        document.problem(node, "types", f"a registry is `services:` and more, not {kind(node)}")
        return Registry(document.path, problems=document.problems)
    top = table(document, node, "a registry", TOP_KEYS)
    if "services" not in top:
        document.problem(Location(document.path), "keys", "there is no `services:`")
    return Registry(
        document.path,
        values.text(document, top, "version"),
        tuple(_ranges(document, top.values["ranges"])) if "ranges" in top else (),
        tuple(_services(document, top.values["services"])) if "services" in top else (),
        values.networks(document, top),
        document.problems,
    )


def _services(document: Document, node: Node) -> Iterator[Service]:
    if not isinstance(node, Sequence):
        message = f"services is a list, each with `- name:`, not {kind(node)}"
        document.problem(node, "types", message)
        return
    for item in document.each(node.items):
        if found := service(document, item):
            yield found


def _ranges(document: Document, node: Node) -> Iterator[Range]:
    for name, key, value in pairs(document, node, "ranges"):
        span, within = value, ""
        if isinstance(value, Mapping):
            own = table(document, value, f"range {name}", RANGE_KEYS)
            if "ports" not in own:
                document.problem(key, "ranges", f"range {name} needs ports")
                continue
            span, within = own.values["ports"], values.text(document, own, "within")
        yield from values.spans(document, name, span, within, document.place(key))

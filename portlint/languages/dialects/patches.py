"""Patches that stand inside a kustomization: strategic merges, and lists of operations."""

from collections.abc import Iterator

from portlint.core import Fact
from portlint.languages.dialects.embedded import LARGEST, MOST, alone
from portlint.languages.dialects.recognition import PATCH
from portlint.syntax import Source
from portlint.syntax.documents import Mapping, Node, Scalar, Sequence, declared
from portlint.syntax.documents.yaml import read

LISTS = ("patches", "patchesStrategicMerge", "patchesJson6902")


def patches(source: Source, root: Node) -> Iterator[Fact]:
    """Yield each patch that is written in a kustomization as a document, at its own place."""
    for content in list(_texts(root))[:MOST]:
        if content.end - content.start < LARGEST:
            inside = alone(source, content)
            documents = read(inside)
            if documents.roots and not documents.unread:
                yield from declared.documents(inside, dict.fromkeys(range(MOST), PATCH))


def _texts(root: Node) -> Iterator[Scalar]:
    for key in LISTS:
        found = root.get(key) if isinstance(root, Mapping) else None
        for entry in found.items if isinstance(found, Sequence) else ():
            text = entry.get("patch") if isinstance(entry, Mapping) else entry
            if isinstance(text, Scalar) and text.block:
                yield text

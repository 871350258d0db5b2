"""YAML: Compose, Kubernetes, workflows, and any other settings."""

import re
from collections.abc import Iterator

from portlint.core import Fact, Unread
from portlint.languages.dialects.recognition import READERS, dialect
from portlint.syntax import Source, language
from portlint.syntax.documents import Mapping, Node, scalars
from portlint.syntax.documents.yaml import read
from portlint.syntax.settings import Reading, Trail, comment_uses, read_node

COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[^\n]*", re.MULTILINE)


@language(
    "yaml", patterns=("*.yaml", "*.yml", "*.yaml.j2", "*.yml.j2", "*.yaml.tmpl", "*.yml.tmpl")
)
def yaml(source: Source) -> Iterator[Fact]:
    """Yield every port of a YAML file."""
    documents = read(source)
    if documents.unread:
        yield Unread(source.place(0, 0), documents.unread)
    for root in documents.roots:
        yield from _document(source, root)
    held = (scalar for root in documents.roots for scalar in scalars(root))
    yield from comment_uses(source, COMMENT, held, "yaml")


def _document(source: Source, root: Node) -> Iterator[Fact]:
    name = dialect(root, source.path)
    reading = Reading(source, name)
    if name in READERS and isinstance(root, Mapping):
        yield from READERS[name][1](reading, root)
    else:
        yield from read_node(reading, root, Trail())

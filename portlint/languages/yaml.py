"""YAML: Compose, Kubernetes, workflows, and any other settings."""

import re
from collections.abc import Iterator

from portlint.core import Fact, Unread
from portlint.languages.dialects.recognition import read_document
from portlint.syntax import Source, language
from portlint.syntax.documents import scalars
from portlint.syntax.documents.yaml import read
from portlint.syntax.settings import comment_uses

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
        yield from read_document(source, root)
    held = (scalar for root in documents.roots for scalar in scalars(root))
    yield from comment_uses(source, COMMENT, held, "yaml")

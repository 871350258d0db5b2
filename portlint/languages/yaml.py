"""YAML: Compose, Kubernetes, workflows, and any other settings."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from portlint.core import Fact, Unread
from portlint.core.grammar import mentions
from portlint.languages.dialects.embedded import embedded
from portlint.languages.dialects.patches import patches
from portlint.languages.dialects.recognition import deployment, read_document
from portlint.syntax import Source, language
from portlint.syntax.building import builds
from portlint.syntax.documents import Scalar, declared, scalars
from portlint.syntax.documents.yaml import read
from portlint.syntax.numbers import written
from portlint.syntax.settings import comment_uses

COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[^\n]*", re.MULTILINE)


@language(
    "yaml", patterns=("*.yaml", "*.yml", "*.yaml.j2", "*.yml.j2", "*.yaml.tmpl", "*.yml.tmpl")
)
def yaml(source: Source) -> Iterator[Fact]:
    """Yield every port of a YAML file, and the images that its commands build."""
    yield from builds(source)
    documents = read(source)
    if documents.unread:
        at = 0 if documents.template else documents.at
        yield Unread(source.place(at, at), documents.unread, documents.template)
    yield from written(source)
    dialects = {}
    for number, root in enumerate(documents.roots):
        yield from read_document(source, root)
        if name := deployment(root, source.path):
            dialects[number] = name
            if name == "compose":
                yield from embedded(source, root)
            elif name == "kustomize":
                yield from patches(source, root)
    if dialects and not documents.unread:
        yield from declared.documents(source, dialects)
    held = [scalar for root in documents.roots for scalar in scalars(root)]
    yield from comment_uses(source, COMMENT, held, "yaml")
    if documents.unread:
        yield from _loose(source, held)


def _loose(source: Source, held: Iterable[Scalar]) -> Iterator[Fact]:
    """Yield the ports of a template's own lines: `{{- $port := 8080 }}`."""
    spans = [(one.start, one.end) for one in held]
    spans += [match.span() for match in COMMENT.finditer(source.text)]
    spans.sort()
    starts = [start for start, _ in spans]
    for mention in mentions(source.text):
        index = bisect_right(starts, mention.start) - 1
        if index < 0 or mention.start >= spans[index][1]:
            yield source.mentioned(mention, 0, format="yaml")

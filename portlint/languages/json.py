"""JSON and JSONC: package scripts, launch and container settings, and any other."""

import re
from collections.abc import Iterator

from portlint.core import Fact
from portlint.languages.dialects.devcontainer import devcontainer
from portlint.languages.dialects.package import bundles, scripts
from portlint.languages.dialects.recognition import read_document
from portlint.syntax import Source, language
from portlint.syntax.documents import scalars
from portlint.syntax.documents.json import read
from portlint.syntax.numbers import written
from portlint.syntax.plain import as_text
from portlint.syntax.settings import comment_uses
from portlint.syntax.tree import ParseError

COMMENT = re.compile(r"//[^\n]*|/\*.{0,5000}?\*/", re.DOTALL)
HINT = re.compile(r"(?i)port|listen|expose|://|[\w\])}*\"]:\s?\"?:?\d{2}|-p\b")
"""What stands in a file that holds a port; others are not parsed."""

FORMATS = {"package.json": "package", "devcontainer.json": "devcontainer"}


@language("json", patterns=("*.json", "*.jsonc", "*.json5", "*.code-workspace", ".babelrc"))
def json(source: Source) -> Iterator[Fact]:
    """Yield every port of a JSON file."""
    if _name(source.path) == "package.json":
        yield from bundles(source)
        yield from scripts(source)
    yield from written(source)
    if HINT.search(source.text) is None:
        return
    format_ = FORMATS.get(_name(source.path), "json")
    try:
        root = read(source, whole=format_ == "devcontainer")
    except ParseError as error:
        yield from as_text(source, error)
        return
    yield from read_document(source, root, format_)
    if format_ == "devcontainer":
        yield from devcontainer(source, root)
    yield from comment_uses(source, COMMENT, scalars(root), "json")


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1].lstrip(".")

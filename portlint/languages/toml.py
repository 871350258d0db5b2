"""TOML: project files, platforms' settings, and any other."""

import re
from collections.abc import Iterator

from portlint.core import Fact
from portlint.syntax import Source, language
from portlint.syntax.documents import scalars
from portlint.syntax.documents.toml import read
from portlint.syntax.numbers import written
from portlint.syntax.plain import as_text
from portlint.syntax.settings import Reading, Trail, comment_uses, read_node
from portlint.syntax.tree import ParseError

COMMENT = re.compile(r"#[^\n]*")


@language("toml", patterns=("*.toml", "Pipfile"))
def toml(source: Source) -> Iterator[Fact]:
    """Yield every port of a TOML file."""
    yield from written(source)
    try:
        root = read(source)
    except ParseError as error:
        yield from as_text(source, error)
        return
    yield from read_node(Reading(source, "toml"), root, Trail())
    yield from comment_uses(source, COMMENT, scalars(root), "toml")

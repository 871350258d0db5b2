"""TypeScript and TSX: as JavaScript, with enums, typed fields and parameters."""

from collections.abc import Iterator

import tree_sitter_typescript

from portlint.core import Fact
from portlint.syntax import Source, language
from portlint.syntax.code import code_facts
from portlint.syntax.code.ecmascript import shape

TYPESCRIPT = shape(tree_sitter_typescript.language_typescript)
TSX = shape(tree_sitter_typescript.language_tsx)


@language("typescript", patterns=("*.ts", "*.mts", "*.cts"))
def typescript(source: Source) -> Iterator[Fact]:
    """Yield every port of a TypeScript file."""
    yield from code_facts(source, TYPESCRIPT)


@language("tsx", patterns=("*.tsx",))
def tsx(source: Source) -> Iterator[Fact]:
    """Yield every port of a TSX file."""
    yield from code_facts(source, TSX)

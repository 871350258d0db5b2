"""Components of Vue and Svelte: the ports of their scripts, as JavaScript or TypeScript."""

from collections.abc import Iterator
from dataclasses import replace

import tree_sitter_javascript
import tree_sitter_typescript

from portlint.core import Fact
from portlint.syntax import Source, language
from portlint.syntax.code import code_facts
from portlint.syntax.code.ecmascript import shape
from portlint.syntax.component import scripts

JAVASCRIPT = shape(tree_sitter_javascript.language)
TYPESCRIPT = shape(tree_sitter_typescript.language_typescript)


@language("component", patterns=("*.vue", "*.svelte"))
def component(source: Source) -> Iterator[Fact]:
    """Yield every port of a component's scripts; its template and its style hold none."""
    found = scripts(source.data)
    yield from code_facts(
        replace(source, data=found.data), TYPESCRIPT if found.typed else JAVASCRIPT
    )

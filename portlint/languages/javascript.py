"""JavaScript and JSX: `app.listen(80)`, `{ port: 80 }`, `env.PORT || 80`, URLs in strings."""

from collections.abc import Iterator

import tree_sitter_javascript

from portlint.core import Fact
from portlint.syntax import Source, language
from portlint.syntax.code import code_facts
from portlint.syntax.code.ecmascript import shape

SHAPE = shape(tree_sitter_javascript.language)


@language(
    "javascript",
    patterns=("*.js", "*.jsx", "*.mjs", "*.cjs"),
    interpreters=("node", "nodejs", "bun", "deno"),
)
def javascript(source: Source) -> Iterator[Fact]:
    """Yield every port of a JavaScript file."""
    yield from code_facts(source, SHAPE)

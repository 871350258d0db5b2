"""Python: `bind(("", 80))`, `port=80`, `os.environ.get("PORT", 80)`, URLs in strings."""

from collections.abc import Iterator

import tree_sitter_python

from portlint.core import Fact
from portlint.syntax import Source, language
from portlint.syntax.code import Kind, Shape, code_facts
from portlint.syntax.code.shape import Text

SHAPE = Shape(
    grammar=tree_sitter_python.language,
    numbers=frozenset(("integer",)),
    texts={"string": Text.STRING, "comment": Text.COMMENT, "interpolation": Text.CODE},
    kinds={
        "parenthesized_expression": Kind.WRAP,
        "expression_list": Kind.SEQUENCE,
        "concatenated_string": Kind.WRAP,
        "string": Kind.WRAP,
        "lambda": Kind.WRAP,
        "call": Kind.WRAP,
        "await": Kind.WRAP,
        "named_expression": Kind.CARRIER,
        "keyword_argument": Kind.CARRIER,
        "pair": Kind.CARRIER,
        "assignment": Kind.CARRIER,
        "default_parameter": Kind.CARRIER,
        "typed_default_parameter": Kind.CARRIER,
        "argument_list": Kind.ARGUMENTS,
        "boolean_operator": Kind.CHOICE,
        "conditional_expression": Kind.CHOICE,
        "comparison_operator": Kind.COMPARE,
        "binary_operator": Kind.BINARY,
        "list": Kind.SEQUENCE,
        "tuple": Kind.SEQUENCE,
        "set": Kind.SEQUENCE,
        "dictionary": Kind.MAPPING,
        "subscript": Kind.SUBSCRIPT,
        "for_statement": Kind.LOOP,
        "case_pattern": Kind.CASE,
        "return_statement": Kind.RETURN,
    },
    names={
        "named_expression": ("name", "value"),
        "keyword_argument": ("name", "value"),
        "pair": ("key", "value"),
        "assignment": ("left", "right"),
        "default_parameter": ("name", "value"),
        "typed_default_parameter": ("name", "value"),
    },
    calls={"call": "function"},
    functions=frozenset(("function_definition",)),
    subjects={"match_statement": "subject"},
    backlog=True,
)


@language("python", patterns=("*.py", "*.pyi", "*.pyw"), interpreters=("python", "python3"))
def python(source: Source) -> Iterator[Fact]:
    """Yield every port of a Python file."""
    yield from code_facts(source, SHAPE)

"""The shape that JavaScript, TypeScript and TSX share."""

from collections.abc import Callable

from portlint.syntax.code.shape import Kind, Shape, Text

KINDS = {
    Kind.WRAP: (
        "parenthesized_expression string template_string call_expression new_expression "
        "as_expression satisfies_expression non_null_expression arrow_function await_expression "
        "jsx_expression literal_type type_annotation spread_element type_assertion enum_body"
    ),
    Kind.CARRIER: (
        "pair variable_declarator assignment_expression augmented_assignment_expression "
        "assignment_pattern object_assignment_pattern field_definition public_field_definition "
        "enum_assignment required_parameter optional_parameter jsx_attribute property_signature "
        "enum_declaration"
    ),
    Kind.ARGUMENTS: "arguments",
    Kind.CHOICE: "ternary_expression",
    Kind.BINARY: "binary_expression",
    Kind.SEQUENCE: "array",
    Kind.MAPPING: "object",
    Kind.MEMBER: "member_expression",
    Kind.SUBSCRIPT: "subscript_expression",
    Kind.LOOP: "for_in_statement",
    Kind.CASE: "switch_case",
    Kind.RETURN: "return_statement",
}
NAMES = {
    "pair": ("key", "value"),
    "variable_declarator": ("name", "value"),
    "assignment_expression": ("left", "right"),
    "augmented_assignment_expression": ("left", "right"),
    "assignment_pattern": ("left", "right"),
    "object_assignment_pattern": ("left", "right"),
    "field_definition": ("property", "value"),
    "public_field_definition": ("name", "value"),
    "enum_assignment": ("name", "value"),
    "enum_declaration": ("name", "body"),
    "required_parameter": ("pattern", "value"),
    "optional_parameter": ("pattern", "value"),
    "jsx_attribute": ("", ""),
    "property_signature": ("name", "type"),
}


def shape(grammar: Callable[[], object]) -> Shape:
    """Return the shape of one of the three grammars."""
    return Shape(
        grammar=grammar,
        numbers=frozenset(("number",)),
        texts={
            "string": Text.STRING,
            "template_string": Text.STRING,
            "regex": Text.PLAIN,
            "jsx_text": Text.PLAIN,
            "comment": Text.COMMENT,
            "template_substitution": Text.CODE,
        },
        kinds={name: kind for kind, names in KINDS.items() for name in names.split()},
        names=NAMES,
        calls={"call_expression": "function", "new_expression": "constructor"},
        functions=frozenset(
            (
                "function_declaration",
                "method_definition",
                "function_expression",
                "generator_function_declaration",
            )
        ),
        subjects={"switch_statement": "value"},
    )

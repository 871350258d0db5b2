"""Where a string comes from: the name that carries it, the variable whose default it is."""

from dataclasses import dataclass, replace

import tree_sitter

from portlint.core import PortUse, Role
from portlint.syntax.code import calls
from portlint.syntax.code.climb import carried
from portlint.syntax.code.shape import Kind, Shape, text_of
from portlint.syntax.code.words import is_environment, quoted, trailing_name

NEAR = 8
"""How many nodes away a name may be."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What carries a string."""

    name: str = ""
    default_of: str = ""
    compared: bool = False

    def role(self, written: Role) -> Role:
        """Return the role of a port in it, whose own text says `written`."""
        return Role.COMPARE if self.compared else written

    def defaulted(self, use: PortUse) -> PortUse:
        """Return the port as the default of the variable, where the string is one."""
        return replace(use, default_of=use.default_of or self.default_of)


def origin(chain: list[tree_sitter.Node], shape: Shape) -> Origin:
    """Look upwards from the string at the end of `chain`."""
    default_of = ""
    compared = False
    top = len(chain) - 2
    for depth in range(top, max(-1, top - NEAR), -1):
        node, child = chain[depth], chain[depth + 1]
        kind = shape.kinds.get(node.type)
        if kind is Kind.CARRIER:
            name, value = carried(node, shape)
            own = value is not None and value.id == child.id
            return Origin(
                (quoted(name) or trailing_name(name)) if own else "", default_of, compared
            )
        if kind in (Kind.CHOICE, Kind.BINARY):
            default_of = default_of or _fallback(node, child)
        elif kind is Kind.ARGUMENTS:
            called = calls.callee(chain, depth, shape)
            default_of = default_of or _asked(node, child, called)
            compared = compared or called.startswith(("expect", "assert", "self.assert"))
        elif kind is Kind.COMPARE:
            compared = True
        elif kind is None:
            break
    return Origin("", default_of, compared)


def _fallback(node: tree_sitter.Node, child: tree_sitter.Node) -> str:
    """`process.env.API_URL || "http://…"`."""
    for other in node.named_children:
        name = trailing_name(other)
        if other.id != child.id and (name.isupper() or is_environment(text_of(other))):
            return name
    return ""


def _asked(node: tree_sitter.Node, child: tree_sitter.Node, called: str) -> str:
    """`os.environ.get("API_URL", "http://…")`."""
    if not is_environment(called) and "get" not in called.lower():
        return ""
    first = node.named_child(0)
    literal = quoted(first)
    if first is None or literal is None or first.id == child.id:
        return ""
    return literal if is_environment(called) or literal.isupper() else ""

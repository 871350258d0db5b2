"""Climb from a number through the syntax around it until something says whether it is a port."""

from dataclasses import dataclass, field, replace

import tree_sitter

from portlint.core import Confidence, Role
from portlint.core.grammar.plausible import USER, plausible
from portlint.core.names import carries_port, measures
from portlint.syntax.code import calls
from portlint.syntax.code.shape import Kind, Shape, text_of
from portlint.syntax.code.slot import GO_ON, Slot, Step
from portlint.syntax.code.words import is_environment, is_host, quoted, trailing_name

FALLBACKS = frozenset(
    "default value fallback defaultvalue initialvalue initial example const placeholder "
    "default_value dflt devvalue testvalue data".split()
)
LIMITS = frozenset("ge gt le lt min max minimum maximum multiple_of".split())
"""What a schema calls the bounds of a value."""
SERVERS = frozenset("server devserver preview listen http https".split())
BOUNDS = frozenset((10, 100, 1000, 1023, 1024, 1025, 49151, 49152, 65535))
"""What a port is compared with to see whether it is valid, privileged or ephemeral."""
EQUAL = frozenset(("==", "===", "!=", "!==", "in", "is", "not in"))
ORDER = frozenset(("<", ">", "<=", ">="))
FARTHEST = 24
"""How many nodes a carrier may be away."""


@dataclass
class Climb:
    """What was passed on the way up."""

    shape: Shape
    chain: list[tree_sitter.Node]
    port: int
    default_of: str = ""
    keyed: str = ""
    positions: list[int] = field(default_factory=list)


def slot_of(chain: list[tree_sitter.Node], shape: Shape, port: int) -> Slot | None:
    """Say what the number (or all-digit string) at the end of `chain` is, None if not a port."""
    climb = Climb(shape, chain, port)
    top = len(chain) - 2
    for depth in range(top, max(-1, top - FARTHEST), -1):
        kind = shape.kinds.get(chain[depth].type)
        step = STEPS[kind](climb, depth) if kind else None
        if step is GO_ON:
            continue
        if isinstance(step, Slot) and climb.default_of and not step.default_of:
            return replace(step, default_of=climb.default_of)
        return step if isinstance(step, Slot) else None
    return None


def _wrap(_climb: Climb, _depth: int) -> Step:
    return GO_ON


def _subscript(climb: Climb, depth: int) -> Step:
    """`[3000, 3001][i]`: the list's value goes on, the index does not."""
    first = climb.chain[depth].named_child(0)
    return GO_ON if first is not None and first.id == climb.chain[depth + 1].id else None


def _carrier(climb: Climb, depth: int) -> Step:
    node, child = climb.chain[depth], climb.chain[depth + 1]
    name_node, value = carried(node, climb.shape)
    if value is None or child.id != value.id:
        return GO_ON if name_node is not None and child.id == name_node.id else None
    name = quoted(name_node) or trailing_name(name_node)
    if carries_port(name):
        sure = plausible(climb.port) or not climb.keyed
        return Slot(_role(climb, depth), name=_qualified(climb, name)) if sure else None
    if name.lower() in FALLBACKS:
        beside = _beside(climb, depth)
        return Slot(Role.DECLARE, name=beside) if carries_port(beside) else GO_ON
    if measures(name) or measures(climb.keyed) or name.lower() in LIMITS:
        return None
    if node.type in ("pair", "enum_assignment", "keyword_argument", "jsx_attribute"):
        climb.keyed = climb.keyed or name
        return GO_ON if plausible(climb.port) else None
    return None


def _beside(climb: Climb, depth: int) -> str:
    """Return what the `name` or `key` beside a `value` says, empty where there is none."""
    holder = climb.chain[depth - 1] if depth else None
    if holder is None or climb.shape.kinds.get(holder.type) is not Kind.MAPPING:
        return ""
    for sibling in holder.named_children[:40]:
        if climb.shape.kinds.get(sibling.type) is Kind.CARRIER:
            name, value = carried(sibling, climb.shape)
            if (quoted(name) or trailing_name(name)).lower() in ("name", "key"):
                return quoted(value) or ""
    return ""


def carried(
    node: tree_sitter.Node, shape: Shape
) -> tuple[tree_sitter.Node | None, tree_sitter.Node | None]:
    """Return the name and the value of a carrier."""
    name, value = shape.names[node.type]
    if not name:
        return node.named_child(0), node.named_child(1)
    return node.child_by_field_name(name), node.child_by_field_name(value)


def _qualified(climb: Climb, name: str) -> str:
    return f"{name}.{climb.keyed}" if climb.keyed else name


def _role(climb: Climb, depth: int) -> Role:
    """Say what a named port does, from its siblings and from what the object around it is for."""
    holder = climb.chain[depth - 1] if depth else None
    kind = climb.shape.kinds.get(holder.type) if holder else None
    if holder is None or kind not in (Kind.MAPPING, Kind.ARGUMENTS):
        return Role.DECLARE
    called = calls.callee(climb.chain, depth - 1, climb.shape)
    if not called and kind is Kind.MAPPING:
        called = calls.callee(climb.chain, depth - 2, climb.shape)
    if calls.serves(called):
        return Role.LISTEN
    outer = climb.chain[depth - 2] if depth > 1 else None
    if outer is not None and climb.shape.kinds.get(outer.type) is Kind.CARRIER:
        name = trailing_name(carried(outer, climb.shape)[0])
        if name.lower() in SERVERS:
            return Role.LISTEN
    return _beside_host(holder, climb.shape)


def _beside_host(holder: tree_sitter.Node, shape: Shape) -> Role:
    for sibling in holder.named_children[:40]:
        if shape.kinds.get(sibling.type) is Kind.CARRIER:
            name, value = carried(sibling, shape)
            if trailing_name(name).lower() in ("host", "hostname", "address", "bind"):
                return Role.LISTEN if quoted(value) in ("0.0.0.0", "::", "") else Role.CONNECT  # noqa: S104
    return Role.DECLARE


def _arguments(climb: Climb, depth: int) -> Step:
    return calls.argument(
        climb.chain, depth, climb.shape, climb.port, climb.positions, keyed=bool(climb.keyed)
    )


def _choice(climb: Climb, depth: int) -> Step:
    node, child = climb.chain[depth], climb.chain[depth + 1]
    others = [other for other in node.named_children if other.id != child.id]
    for other in others:
        name = quoted(other) or trailing_name(other)
        if carries_port(name):
            if is_environment(text_of(other)) or name.isupper():
                return Slot(Role.DECLARE, name=name, default_of=name)
            return Slot(Role.DECLARE, name=name)
        if is_environment(text_of(other)) and name.isupper():
            climb.default_of = name
    if climb.port in (80, 443) and any(
        text_of(other).strip("\"'") in ("80", "443") for other in others
    ):
        return Slot(Role.DECLARE)
    return GO_ON


def _compare(climb: Climb, depth: int) -> Step:
    node, child = climb.chain[depth], climb.chain[depth + 1]
    operators = {text_of(part) for part in node.children if not part.is_named}
    if operators & ORDER and climb.port in BOUNDS:
        return None
    for other in node.named_children:
        compared = _column(climb, other)
        if other.id != child.id and carries_port(trailing_name(compared)):
            return Slot(Role.COMPARE, name=trailing_name(compared))
    return None


def _column(climb: Climb, other: tree_sitter.Node) -> tree_sitter.Node:
    """`(port, scheme) in ((80, "http"),)`: the part of a tuple that is compared."""
    column = climb.positions[0] if climb.positions else -1
    parts = other.named_children
    listed = climb.shape.kinds.get(other.type) is Kind.SEQUENCE
    return parts[column] if listed and 0 <= column < len(parts) else other


def _binary(climb: Climb, depth: int) -> Step:
    node = climb.chain[depth]
    operator = text_of(node.child_by_field_name("operator"))
    if operator in ("||", "??", "or"):
        return _choice(climb, depth)
    if operator in EQUAL | ORDER:
        return _compare(climb, depth)
    return _sum(climb, depth) if operator == "+" else None


def _sum(climb: Climb, depth: int) -> Step:
    """`"localhost:" + 80`, and `PORT = 40000 + worker`: a base that something is added to."""
    node, child = climb.chain[depth], climb.chain[depth + 1]
    literal = quoted(node.child_by_field_name("left"))
    if literal and literal.endswith(":"):
        return Slot(Role.CONNECT, confidence=Confidence.MEDIUM)
    others = [one for one in node.named_children if one.id != child.id]
    added = any(
        one.type in climb.shape.numbers or carries_port(trailing_name(one)) for one in others
    )
    return GO_ON if climb.port >= USER and not added else None


def _sequence(climb: Climb, depth: int) -> Step:
    items = [one for one in climb.chain[depth].named_children[:200] if one.type != "comment"]
    child = climb.chain[depth + 1]
    position = next((i for i, item in enumerate(items) if item.id == child.id), -1)
    if position < 0:
        return None
    before = items[position - 1] if position else None
    if before is not None and is_host(before):
        called = calls.callee(climb.chain, depth - 1, climb.shape)
        return calls.beside_host(before, called)
    if flagged := calls.after_flag(before, climb.port):
        return flagged
    for item in items[:position]:
        if quoted(item) is None and carries_port(name := trailing_name(item)):
            return Slot(Role.DECLARE, name=name) if plausible(climb.port) else None
    climb.positions.append(position)
    return GO_ON


def _member(climb: Climb, depth: int) -> Step:
    """`[80, 443].includes(port)`: ask what the method is given."""
    call = climb.chain[depth - 1] if depth else None
    arguments = call.child_by_field_name("arguments") if call is not None else None
    if arguments is None or trailing_name(climb.chain[depth]) not in ("includes", "indexOf"):
        return None
    named = any(carries_port(trailing_name(one)) for one in arguments.named_children)
    return Slot(Role.COMPARE) if named else None


def _loop(climb: Climb, depth: int) -> Step:
    name = trailing_name(climb.chain[depth].child_by_field_name("left"))
    return Slot(Role.DECLARE, name=name) if carries_port(name) else None


def _case(climb: Climb, depth: int) -> Step:
    for outer in reversed(climb.chain[:depth]):
        if subject := climb.shape.subjects.get(outer.type):
            name = trailing_name(outer.child_by_field_name(subject))
            return Slot(Role.COMPARE, name=name) if carries_port(name) else None
    return None


def _return(climb: Climb, depth: int) -> Step:
    for outer in reversed(climb.chain[:depth]):
        if outer.type in climb.shape.functions:
            name = trailing_name(outer.child_by_field_name("name"))
            return Slot(Role.DECLARE, name=name) if carries_port(name) else None
    return None


STEPS = {
    Kind.WRAP: _wrap,
    Kind.CARRIER: _carrier,
    Kind.ARGUMENTS: _arguments,
    Kind.CHOICE: _choice,
    Kind.COMPARE: _compare,
    Kind.BINARY: _binary,
    Kind.SEQUENCE: _sequence,
    Kind.MAPPING: _wrap,
    Kind.SUBSCRIPT: _subscript,
    Kind.MEMBER: _member,
    Kind.LOOP: _loop,
    Kind.CASE: _case,
    Kind.RETURN: _return,
}

"""Nodes of YAML documents, with their places: mappings, sequences and texts."""

from collections.abc import Iterator

import yaml

Pair = tuple[yaml.Node, yaml.Node]


def pairs(node: yaml.Node | None) -> dict[str, Pair]:
    """Return keys and values of a mapping by the key's text; empty where it is none."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: (key, value) for key, value in node.value if isinstance(key.value, str)}


def merged(node: yaml.Node | None) -> dict[str, Pair]:
    """Return the pairs of a mapping, and those that `<<` brings where it has none."""
    own = pairs(node)
    _, other = own.pop("<<", (None, None))
    several = items(other) or ([other] if other is not None else [])
    for one in several:
        own = merged(one) | own
    return own


def items(node: yaml.Node | None) -> list[yaml.Node]:
    """Return the items of a sequence, none where it is no such thing."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Yield every scalar below a node, keys among them."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from scalars(one)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from scalars(key)
            yield from scalars(value)


def words(node: yaml.Node | None) -> list[str]:
    """Return the texts of all scalars below a node."""
    return [str(one.value) for one in scalars(node)]

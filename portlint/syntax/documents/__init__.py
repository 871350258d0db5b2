"""Configuration documents: YAML, JSON and TOML as one small tree with exact places."""

from portlint.syntax.documents.nodes import Mapping, Node, Pair, Scalar, Sequence, scalars

__all__ = ["Mapping", "Node", "Pair", "Scalar", "Sequence", "scalars"]

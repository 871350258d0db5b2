"""Manifests read with PyYAML alone: objects with the offsets of what can be broken in them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname

import yaml

WORKLOADS = frozenset("Pod Deployment StatefulSet DaemonSet ReplicaSet".split())
INJECTING = re.compile(r"inject|sidecar|dapr\.io/")
LARGEST = 60_000
"""Characters of a file; what is longer is mostly a bundle of definitions."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One object; `node` is its tree, with offsets (characters) in its file's text."""

    path: str
    kind: str
    name: str
    namespace: str
    node: yaml.Node

    @property
    def folder(self) -> str:
        """The folder that it stands in."""
        return dirname(self.path)


def manifests(files: Mapping[str, str]) -> Iterator[Manifest]:
    """Yield every object of every file that is plain YAML."""
    for path, text in files.items():
        plain = "{{" not in text and len(text) <= LARGEST
        if plain and re.search(r"^kind:", text, re.MULTILINE):
            yield from _of(path, text)


def _of(path: str, text: str) -> Iterator[Manifest]:
    try:
        nodes = list(yaml.compose_all(text, yaml.SafeLoader))
    except (yaml.YAMLError, ValueError):
        return
    for node in nodes:
        kind, name = said(node, "kind"), said(node, "metadata", "name")
        if kind and name:
            yield Manifest(path, kind, name, said(node, "metadata", "namespace"), node)


def at(node: yaml.Node | None, *keys: str) -> yaml.Node | None:
    """Return what stands below keys, None where nothing does."""
    for key in keys:
        held = node.value if isinstance(node, yaml.MappingNode) else ()
        node = next((value for name, value in held if name.value == key), None)
    return node


def said(node: yaml.Node | None, *keys: str) -> str:
    """Return the text below keys, empty where there is none."""
    found = at(node, *keys)
    return str(found.value) if isinstance(found, yaml.ScalarNode) else ""


def each(node: yaml.Node | None, *keys: str) -> list[yaml.Node]:
    """Return the entries of the list below keys."""
    found = at(node, *keys)
    return list(found.value) if isinstance(found, yaml.SequenceNode) else []


def texts(node: yaml.Node | None, *keys: str) -> list[tuple[str, yaml.ScalarNode]]:
    """Return the texts of the mapping below keys."""
    found = at(node, *keys)
    held = found.value if isinstance(found, yaml.MappingNode) else ()
    return [(key.value, value) for key, value in held if isinstance(value, yaml.ScalarNode)]


def template(one: Manifest) -> yaml.Node | None:
    """Return the pod of a workload."""
    return one.node if one.kind == "Pod" else at(one.node, "spec", "template")


def labels(one: Manifest) -> set[tuple[str, str]]:
    """Return the labels of a workload's pods."""
    return {(key, node.value) for key, node in texts(template(one), "metadata", "labels")}


def marks(one: Manifest) -> str:
    """Return the keys of a pod's labels and annotations."""
    pod = template(one)
    found = (*texts(pod, "metadata", "labels"), *texts(pod, "metadata", "annotations"))
    return " ".join(key for key, _ in found)


def containers(one: Manifest) -> list[yaml.Node]:
    """Return the containers of a workload's pods."""
    return each(template(one), "spec", "containers")


def selector(one: Manifest) -> set[tuple[str, str]]:
    """Return what a Service selects by."""
    return {(key, node.value) for key, node in texts(one.node, "spec", "selector")}


def addresses(one: Manifest) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Yield the texts in which an object's containers read addresses, by variable or key."""
    if one.kind == "ConfigMap":
        yield from texts(one.node, "data")
    for container in containers(one) if one.kind in WORKLOADS else ():
        for variable in each(container, "env"):
            found = at(variable, "value")
            if isinstance(found, yaml.ScalarNode):
                yield said(variable, "name"), found

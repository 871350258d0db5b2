"""Manifests read with PyYAML alone: objects with the offsets of what can be broken in them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname

import yaml

from tests.faults.nodes import words

WORKLOADS = frozenset("Pod Deployment StatefulSet DaemonSet ReplicaSet".split())
INJECTING = re.compile(r"inject|sidecar|dapr\.io/")
DOCUMENTED = re.compile(
    r"(?:(?:traffic\.)?sidecar\.istio\.io|(?:config\.)?linkerd\.io|dapr\.io|vault\.hashicorp\.com)/"
)
"""What adds sidecars whose ports are on their pages."""

SIDECARS = frozenset(
    map(
        int,
        "3500 4143 4190 4191 7777 9090 15000 15001 15004 15006 15008 15009 15020 15021 15053 "
        "15090 50001 50002".split(),
    )
)
"""Those ports: istio.io's "Ports used by Istio", linkerd.io's proxy, Dapr's annotations."""
TEMPLATE = re.compile(r"\$\{|\$[A-Z_]+\Z")
"""A whole value that no cluster takes as it is."""

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


def injected(one: Manifest) -> bool:
    """Tell whether a pod gets a container of which nobody can say where it listens."""
    pod = template(one)
    marks = (*texts(pod, "metadata", "labels"), *texts(pod, "metadata", "annotations"))
    return any(
        INJECTING.search(key)
        and not DOCUMENTED.match(key)
        and node.value.lower() not in {"false", "disabled"}
        for key, node in marks
    )


def placeholders(one: Manifest) -> bool:
    """Tell whether something fills in what others find an object by, or where it is asked."""
    if one.kind == "Service":
        found = [at(one.node, "spec", "selector"), at(one.node, "spec", "ports")]
    else:
        found = [at(template(one), "metadata", "labels")] if one.kind in WORKLOADS else [one.node]
        keys = ("ports", "readinessProbe", "livenessProbe", "startupProbe")
        found += [at(part, key) for part in containers(one) for key in keys]
    return any(TEMPLATE.search(word) for node in found for word in words(node))


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


def configs(one: Manifest) -> set[str]:
    """Return the ConfigMaps that a workload's pods read, as files or as variables."""
    pod = at(template(one), "spec")
    sides = ("containers", "initContainers")
    entries = [entry for side in sides for entry in each(pod, side)]
    volumes = [*each(pod, "volumes")]
    volumes += [source for one_ in volumes for source in each(one_, "projected", "sources")]
    found = {said(volume, "configMap", "name") for volume in volumes}
    found |= {
        said(source, "configMapRef", "name") for e in entries for source in each(e, "envFrom")
    }
    keys = ("valueFrom", "configMapKeyRef", "name")
    return found | {said(variable, *keys) for entry in entries for variable in each(entry, "env")}

"""Where the containers of pods listen, and whether a fault of a number is decided."""

import re

import yaml

from tests.faults import listening
from tests.faults.cluster import Cluster
from tests.faults.environment import Values
from tests.faults.linked import linked
from tests.faults.listening import named
from tests.faults.manifest import SIDECARS, Manifest, at, containers, each, said, template, texts
from tests.faults.mounted import SETTING, SETTINGS
from tests.faults.nodes import words
from tests.faults.podded import as_service
from tests.faults.process import Heard, Process, documented


def unheard(cluster: Cluster, pods: list[Manifest], right: int, wrong: int) -> str:
    """Say why pods may be heard on a wrong port, empty where they cannot be."""
    if any(said(template(pod), "spec", "hostNetwork") == "true" for pod in pods):
        return "the pod has the machine's network"
    known = [heard(cluster, one, pod) for pod in pods for one in containers(pod)]
    reason = next((one.why for one in known if one.why), "")
    if reason:
        return reason
    ports = frozenset[int]().union(*(one.ports for one in known))
    if right not in ports:
        return "what is known of it does not have the port that is asked"
    return "it listens there as well" if wrong in ports else said_of(cluster, pods, wrong)


def said_of(cluster: Cluster, pods: list[Manifest], number: int) -> str:
    """Say what else speaks for a number: the pod, what builds its images, a sidecar."""
    form = re.compile(rf"(?<![\d.]){number}(?![\d.])")
    told = [word for pod in pods for word in words(template(pod))]
    if any(map(form.search, told)):
        return "something of the pod names that number"
    if number in SIDECARS:
        return "a sidecar may be injected that listens there"
    made = [
        as_service(cluster.repository, one, cluster.folders[pod.folder])
        for pod in pods
        for one in containers(pod)
    ]
    return next(filter(None, (named(one, number) for one in made)), "")


def heard(cluster: Cluster, container: yaml.Node, pod: Manifest) -> Heard:
    """Return all ports of a container, by documentation or by what makes its image here."""
    service = as_service(cluster.repository, container, cluster.folders[pod.folder])
    made = "build" in linked(service).whole
    return listening.heard(service) if made else documented(process_of(cluster, container, pod))


def process_of(cluster: Cluster, container: yaml.Node, pod: Manifest) -> Process:
    """Return what starts in a container of a pod."""
    return Process(
        said(container, "image") or None,
        variables(container),
        hidden(cluster, container, pod),
        tuple(
            word
            for part in ("command", "args")
            for text in words(at(container, part))
            for word in text.split()
        ),
        at(container, "command") is not None,
        any(map(telling, each(container, "volumeMounts"))),
    )


def variables(container: yaml.Node) -> Values:
    """Return what a container is told; None where another object has the value."""
    entries = each(container, "env")
    return {
        said(one, "name"): said(one, "value") if at(one, "value") is not None else None
        for one in entries
    }


def hidden(cluster: Cluster, container: yaml.Node, pod: Manifest) -> frozenset[str] | None:
    """Return the variables that other objects of the folder set; None where one is not there."""
    found: set[str] = set()
    for entry in each(container, "envFrom"):
        name = said(entry, "configMapRef", "name") or said(entry, "secretRef", "name")
        held = [one for one in cluster.folders[pod.folder] if one.name == name]
        data = [
            key
            for one in held
            for part in ("data", "stringData")
            for key, _ in texts(one.node, part)
        ]
        if not data:
            return None
        found.update(data)
    return frozenset(found)


def telling(mount: yaml.Node) -> bool:
    """Tell whether what is mounted may say where a program listens."""
    target = said(mount, "mountPath")
    return bool(SETTINGS.search(target) or SETTING.search(target))

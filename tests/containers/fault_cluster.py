"""Ways to break one port, name, selector or address of Kubernetes manifests.

A fault is decidable where the objects at both ends stand in one folder, and
- a name of a port, a selector, a Service's port: always, for these are looked up in manifests;
- a number of a pod: where the image has its ports in its documentation, since `containerPort` is
  optional, and a program may listen where no manifest says it;
- a namespace: where the Service's own is written.
What a patch of a kustomization names may be changed by it, and is not decidable.
"""

import re
from collections.abc import Iterator, Mapping

import yaml

from portlint.core import Context
from portlint.engine.context import context_of
from tests.containers.fault_composed import DOCUMENTED
from tests.containers.fault_manifest import (
    INJECTING,
    WORKLOADS,
    Manifest,
    addresses,
    at,
    containers,
    each,
    labels,
    manifests,
    marks,
    pairs,
    patched,
    said,
    selector,
)
from tests.containers.fault_trial import Trial, line_of, put

LEAST = 2
PROBES = ("readinessProbe", "livenessProbe", "startupProbe")


class Village:
    """All manifests of a checkout."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files
        plain = {p: t for p, t in files.items() if context_of(p) is not Context.TEST}
        self.all = manifests(plain)
        self._patched = patched(plain)
        self.folders: dict[str, list[Manifest]] = {}
        for one in self.all:
            self.folders.setdefault(one.folder, []).append(one)

    def pods(self, service: Manifest) -> list[Manifest]:
        """Return the workloads of its folder that a Service selects."""
        wanted = selector(service)
        beside = self.folders[service.folder]
        return [o for o in beside if o.kind in WORKLOADS and wanted and wanted <= labels(o)]

    def doubt(self, *several: Manifest) -> str:
        """Say why objects may be others than they seem."""
        for one in several:
            if one.kind in WORKLOADS and INJECTING.search(marks(one)):
                return "a sidecar is injected"
            if one.name in self._patched.get(one.folder, ""):
                return "a patch may change it"
        return ""

    def trial(self, kind: str, one: Manifest, node: yaml.Node, new: str, doubt: str) -> Trial:
        """Write something else in the place of a text."""
        text = self.files[one.path]
        start, end = node.start_mark.index, node.end_mark.index
        quoted = text[start] if text[start] in "'\"" else ""
        whole = put(text, start, end, f"{quoted}{new}{quoted}")
        return Trial(f"Kubernetes: {kind}", one.path, line_of(text, start), whole, doubt)


def cluster_trials(files: Mapping[str, str]) -> Iterator[Trial]:
    """Yield every fault of every manifest of a checkout."""
    village = Village(files)
    for one in village.all:
        if one.kind == "Service":
            yield from _service(village, one)
        elif one.kind in WORKLOADS:
            yield from _workload(village, one)
        elif one.kind == "Ingress":
            yield from _ingress(village, one)
        if one.kind in WORKLOADS or one.kind == "ConfigMap":
            yield from _called(village, one)


def _service(village: Village, one: Manifest) -> Iterator[Trial]:
    pods = village.pods(one)
    doubt = village.doubt(one, *pods)
    for port in each(one.node, "spec", "ports") if pods else ():
        target, own = at(port, "targetPort"), at(port, "port")
        if target is not None and target.value.isdigit():
            number = int(target.value) + 1
            reason = doubt or _unheard(pods, number)
            yield village.trial("targetPort moved", one, target, str(number), reason)
        elif target is not None and _has(pods, target.value):
            yield village.trial("targetPort renamed", one, target, f"{target.value}x", doubt)
        if (
            own is not None
            and own.value.isdigit()
            and said(one.node, "spec", "clusterIP") != "None"
        ):
            asked = [o for o in village.folders[one.folder] if _asks(o, one.name, own.value)]
            number = int(own.value) + 1
            taken = any(said(p, "port") == str(number) for p in each(one.node, "spec", "ports"))
            if asked and not taken:
                reason = village.doubt(one, *asked)
                yield village.trial("Service port moved", one, own, str(number), reason)
    for key, node in pairs(one.node, "spec", "selector") if pods else ():
        wrong = swapped(node.value)
        wanted = (selector(one) - {(key, node.value)}) | {(key, wrong)}
        if not any(o.kind in WORKLOADS and wanted <= labels(o) for o in village.all):
            yield village.trial("selector matches no pod", one, node, wrong, doubt)


def swapped(word: str) -> str:
    """Return a word misspelt: its last two letters exchanged, or the last one written twice."""
    if len(word) > LEAST and word[-1] != word[-2] and word[-2:].isalpha():
        return word[:-2] + word[-1] + word[-2]
    return word + word[-1:]


def _has(pods: list[Manifest], name: str) -> bool:
    return any(
        said(port, "name") == name
        for pod in pods
        for container in containers(pod)
        for port in each(container, "ports")
    )


def _asks(one: Manifest, name: str, port: str) -> bool:
    """Tell whether an object calls a Service by its port."""
    form = re.compile(rf"(?<![\w.-]){re.escape(name)}(?:\.[\w.-]+)?:{port}(?!\d)")
    return any(form.search(node.value) for node in addresses(one))


def _unheard(pods: list[Manifest], number: int) -> str:
    images = [said(one, "image") for pod in pods for one in containers(pod)]
    names = [re.sub(r":[^/]*\Z", "", image).removeprefix("docker.io/") for image in images]
    known = [DOCUMENTED.get(name.removeprefix("library/")) for name in names]
    if not all(known):
        return "nothing documents all ports of the image"
    moved = any(re.search(r"^\s+(?:args|command):", pod.text, re.MULTILINE) for pod in pods)
    if moved or any("mountPath: /etc" in pod.text for pod in pods):
        return "arguments or files may move its ports"
    return "it listens there" if any(number in (one or ()) for one in known) else ""


def _workload(village: Village, one: Manifest) -> Iterator[Trial]:
    doubt = village.doubt(one)
    services = [
        o for o in village.folders[one.folder] if o.kind == "Service" and one in village.pods(o)
    ]
    for container in containers(one):
        names = {said(p, "name"): p for p in each(container, "ports") if said(p, "name")}
        asked: set[str] = set()
        for kind in PROBES:
            for way in ("httpGet", "tcpSocket"):
                port = at(container, kind, way, "port")
                if port is None:
                    continue
                if port.value in names:
                    asked.add(port.value)
                    yield village.trial("probe port renamed", one, port, f"{port.value}x", doubt)
                elif port.value.isdigit():
                    number = int(port.value) + 1
                    reason = doubt or _unheard([one], number)
                    yield village.trial("probe port moved", one, port, str(number), reason)
        for service in services:
            asked |= {said(port, "targetPort") for port in each(service.node, "spec", "ports")}
        for name in sorted(asked & names.keys()):
            node = at(names[name], "name")
            if node is not None:
                reason = village.doubt(one, *services)
                yield village.trial("container port renamed", one, node, f"{name}x", reason)


def _ingress(village: Village, one: Manifest) -> Iterator[Trial]:
    services = {o.name: o for o in village.folders[one.folder] if o.kind == "Service"}
    for rule in each(one.node, "spec", "rules"):
        for path in each(rule, "http", "paths"):
            backend = at(path, "backend")
            name = said(backend, "service", "name") or said(backend, "serviceName")
            node = at(backend, "service", "port", "number") or at(backend, "servicePort")
            node = node or at(backend, "service", "port", "name")
            if name not in services or node is None:
                continue
            service = services[name]
            new = str(int(node.value) + 1) if node.value.isdigit() else f"{node.value}x"
            ports = each(service.node, "spec", "ports")
            if any(new in (said(p, "port"), said(p, "targetPort")) for p in ports):
                continue
            reason = village.doubt(one, service)
            yield village.trial("Ingress port changed", one, node, new, reason)


def _called(village: Village, one: Manifest) -> Iterator[Trial]:
    """Break the addresses of Services of the same folder."""
    services = {o.name: o for o in village.folders[one.folder] if o.kind == "Service"}
    names = "|".join(map(re.escape, sorted(services, key=len, reverse=True)))
    form = re.compile(
        rf"(?<![\w./-])(?:(?<=://)|(?<![/]))(?P<host>{names})(?P<rest>\.(?P<space>[\w-]+)[\w.-]*)?"
        r":(?P<port>\d{2,5})(?!\d)"
    )
    text = village.files[one.path]
    for node in addresses(one) if names else ():
        begin, end = node.start_mark.index, node.end_mark.index
        for match in form.finditer(text, begin, end):
            service, number = services[match["host"]], int(match["port"])
            ports = {said(p, "port") for p in each(service.node, "spec", "ports")}
            if str(number) not in ports:
                continue
            doubt = village.doubt(one, service)
            line = line_of(text, match.start())

            def broken(kind: str, host: str, port: int, doubt: str) -> Trial:
                whole = put(text, match.start(), match.end(), f"{host}:{port}")  # noqa: B023
                return Trial(f"Kubernetes: {kind}", one.path, line, whole, doubt)  # noqa: B023

            rest = match["rest"] or ""
            headless = said(service.node, "spec", "clusterIP") == "None"
            reason = doubt or ("a headless Service" if headless else "")
            if str(number + 1) not in ports:
                host = f"{match['host']}{rest}"
                yield broken("address with a wrong port", host, number + 1, reason)
            wrong = swapped(match["host"])
            if all(wrong != o.name for o in village.all):
                yield broken("address of a misspelt Service", f"{wrong}{rest}", number, doubt)
            if match["space"]:
                there = f"{match['host']}.{swapped(match['space'])}"
                tail = rest[1 + len(match["space"]) :]
                written = service.namespace == match["space"]
                reason = doubt or ("" if written else "its namespace is not written")
                yield broken("address in a wrong namespace", f"{there}{tail}", number, reason)

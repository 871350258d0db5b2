"""Workloads: the pods that a manifest makes, with their containers."""

from collections.abc import Iterator

from portlint.core import Items, Map, Text, Value
from portlint.deployment.kubernetes.injection import beside, injected
from portlint.deployment.kubernetes.model import (
    NUMBER,
    PLAIN,
    TCP,
    Container,
    ContainerPort,
    Object,
    PortRef,
    Probe,
    Source,
    Variable,
    Workload,
)
from portlint.deployment.kubernetes.volume import configs, named, telling

TEMPLATES = {
    "Pod": (),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}
"""Where the pod of a kind stands; `spec.template` for every other."""

WORKLOADS = frozenset(
    "Pod Deployment StatefulSet DaemonSet ReplicaSet ReplicationController Job CronJob Rollout "
    "DeploymentConfig".split()
)
PROBES = ("readinessProbe", "livenessProbe", "startupProbe")
HOOKS = ("postStart", "preStop")
SIDES = (("containers", True), ("initContainers", False), ("ephemeralContainers", False))


def workload(found: Object) -> Workload | None:
    """Return what an object runs, None where it has no containers of its own."""
    if found.kind not in WORKLOADS:
        return None
    template = found.root
    for key in TEMPLATES.get(found.kind, ("spec", "template")):
        template = template.map(key)
    spec = template.map("spec")
    containers = tuple(_containers(spec))
    if not containers:
        return None
    labels = _labels(template)
    whole = labels is not None and all(one.whole for one in containers)
    annotations = template.map("metadata", "annotations").pairs
    told = (*annotations, *template.map("metadata", "labels").pairs)
    return Workload(
        found,
        labels or {},
        containers,
        frozenset(configs(spec)),
        whole,
        injected(told),
        spec.text("hostNetwork") == "true",
        annotations,
        frozenset(_told(found, spec)),
        sidecars=beside(told),
        telling=telling(spec),
    )


def _told(found: Object, spec: Map) -> Iterator[str]:
    """Yield the names that the kubelet writes into the pod's file of hosts."""
    own = spec.text("hostname") or (found.name if found.kind == "Pod" else "")
    yield from filter(None, (own,))
    for alias in spec.items("hostAliases"):
        if isinstance(alias, Map):
            yield from (one.value for one in alias.items("hostnames") if isinstance(one, Text))


def _labels(template: Map) -> dict[str, str] | None:
    """Return the labels of a pod, None where one of them is a placeholder."""
    found = template.map("metadata", "labels").pairs
    labels = {key.value: value.value for key, value in found if isinstance(value, Text)}
    return labels if len(labels) == len({key.value for key, _ in found}) else None


def _containers(spec: Map) -> Iterator[Container]:
    for key, lasting in SIDES:
        for entry in spec.items(key):
            if isinstance(entry, Map):
                yield _container(entry, lasting or entry.text("restartPolicy") == "Always")


def _container(entry: Map, lasting: bool) -> Container:  # noqa: FBT001  (a field of what is made)
    given = entry.get("ports")
    listed = entry.items("ports")
    ports = tuple(one for item in listed if (one := _port(item)))
    whole = len(ports) == len(listed) and (given is None or bool(listed) or _nothing(given))
    name = entry.get("name")
    return Container(
        entry.text("name"),
        name.location if isinstance(name, Text) else entry.location,
        entry.text("image"),
        entry,
        ports,
        tuple(_probes(entry)),
        tuple(_variables(entry)),
        tuple(_sources(entry)),
        whole and all(one.port is not None for one in ports),
        lasting,
    )


def _nothing(value: Value) -> bool:
    return value.empty if isinstance(value, Text) else isinstance(value, Items)


def _port(entry: Value) -> ContainerPort | None:
    """Return a port of a container, None where it is no such thing, or is named by a template."""
    number = entry.get("containerPort") if isinstance(entry, Map) else None
    if not isinstance(entry, Map) or number is None:
        return None
    name = entry.get("name")
    if name is not None and not (
        isinstance(name, Text) and (name.empty or PLAIN.match(name.value))
    ):
        return None
    digits = number.value if isinstance(number, Text) else ""
    port = int(digits) if NUMBER.match(digits) else None
    return ContainerPort(number.location, entry.text("name"), port, entry.text("protocol") or TCP)


def _probes(entry: Map) -> Iterator[Probe]:
    asked = [(kind, entry.map(kind)) for kind in PROBES]
    asked += [(kind, entry.map("lifecycle", kind)) for kind in HOOKS]
    for kind, probe in asked:
        for way in ("httpGet", "tcpSocket", "grpc"):
            port = probe.get(way, "port")
            if isinstance(port, Text) and not port.empty:
                host = probe.text(way, "host")
                yield Probe(kind, PortRef(port.location, port.value), host)


def _variables(entry: Map) -> Iterator[Variable]:
    for one in entry.items("env"):
        if not isinstance(one, Map) or not one.text("name"):
            continue
        value, source = one.get("value"), one.map("valueFrom", "configMapKeyRef")
        if isinstance(value, Text):
            yield Variable(one.text("name"), value.location, value.value)
        elif source.pairs:
            config = ("ConfigMap", source.text("name"))
            yield Variable(
                one.text("name"), source.location, config=config, key=source.text("key")
            )


def _sources(entry: Map) -> Iterator[Source]:
    """Yield the ConfigMaps and Secrets whose keys are variables of a container."""
    for one in entry.items("envFrom"):
        if isinstance(one, Map) and not one.text("prefix"):
            yield from named(one, "configMapRef", "secretRef")

"""What runs in a cluster, as far as manifests say: frozen values with the place of each piece."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portlint.core import Location, Map, Text, Value
from portlint.deployment.kubernetes.changes import Changes

PLAIN = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?\Z")
"""How Kubernetes writes names; anything else is a placeholder of some template."""

NUMBER = re.compile(r"[1-9][0-9]{0,4}\Z", re.ASCII)
TCP = "TCP"

Source = tuple[str, str]
"""What a pod reads: a ConfigMap or a Secret, by kind and name."""


@dataclass(frozen=True, slots=True)
class PortRef:
    """A port as an object names it: by its number, or by the name of a container's port."""

    location: Location
    text: str

    @property
    def number(self) -> int | None:
        """The number, None where it is a name or a placeholder."""
        return int(self.text) if NUMBER.match(self.text) else None

    @property
    def name(self) -> str:
        """The name, empty where it is a number or a placeholder."""
        plain = PLAIN.match(self.text) and any(char.isalpha() for char in self.text)
        return self.text if plain else ""

    @property
    def known(self) -> bool:
        """Tell whether it is either."""
        return self.number is not None or bool(self.name)


@dataclass(frozen=True, slots=True)
class Object:
    """One object of a manifest; `location` is its name, or the object where it has none.

    `group` is its API's group, empty for the core; `namespace` is empty where none is written.
    """

    kind: str
    group: str
    name: str
    namespace: str
    location: Location
    root: Map

    @property
    def path(self) -> str:
        """The file that it stands in."""
        return self.location.path

    def beside(self, namespace: str) -> bool:
        """Tell whether it may be in a namespace: where none is written, it is where it is put."""
        return not (namespace and self.namespace) or namespace == self.namespace


@dataclass(frozen=True, slots=True)
class ContainerPort:
    """A port that a container declares; `port` is None where the number is a placeholder."""

    location: Location
    name: str
    port: int | None
    protocol: str = TCP


@dataclass(frozen=True, slots=True)
class Probe:
    """Something the kubelet asks of a container: `kind` is the key that holds it.

    `host` is what it asks instead of the pod, where that is written.
    """

    kind: str
    port: PortRef
    host: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a container; `config` is what has it, under `key`."""

    name: str
    location: Location
    value: str = ""
    config: Source | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Container:
    """One container of a pod; `whole` is False where its list of ports can't be trusted.

    `lasting` is True for those that run beside the others: all but plain initContainers.
    """

    name: str
    location: Location
    image: str
    root: Map
    ports: tuple[ContainerPort, ...] = ()
    probes: tuple[Probe, ...] = ()
    variables: tuple[Variable, ...] = ()
    configs: tuple[Source, ...] = ()
    whole: bool = True
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class Workload:
    """A pod, or what makes pods of a template.

    `whole` is False where a placeholder may stand for its labels or ports; `injected` is True
    where something may add containers to its pods that are not known, and `sidecars` are the ports
    of those that are; `changed` is what patches may change of it.
    """

    object: Object
    labels: Mapping[str, str]
    containers: tuple[Container, ...]
    configs: frozenset[Source] = frozenset()
    whole: bool = True
    injected: bool = False
    host_network: bool = False
    annotations: tuple[tuple[Text, Value], ...] = ()
    told: frozenset[str] = frozenset()
    """Names of its /etc/hosts: its own, which is its own address, and those of `hostAliases`."""
    sidecars: frozenset[int] = frozenset()
    telling: frozenset[Source] = frozenset()
    """Those of `configs` that lie where a program looks for its settings."""
    changed: Changes = Changes()  # noqa: RUF009  (it is frozen)

    def settled(self, *parts: str) -> bool:
        """Tell whether parts of it are as they are written, whatever else a patch changes."""
        return self.whole and self.changed.spare(*parts)

    @property
    def partial(self) -> bool:
        """Tell whether it is but a patch of another: a container of it runs no image."""
        return not all(one.image for one in self.containers)

    @property
    def running(self) -> tuple[Container, ...]:
        """The containers that last: the others are over when the pod is ready."""
        return tuple(one for one in self.containers if one.lasting)


@dataclass(frozen=True, slots=True)
class ServicePort:
    """A port of a Service; `target` is its own number where none is written."""

    location: Location
    port: int | None
    target: PortRef
    name: str = ""
    protocol: str = TCP
    node_port: PortRef | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A Service; `whole` is False where a port or the selector is a placeholder."""

    object: Object
    type: str
    ports: tuple[ServicePort, ...]
    selector: Mapping[str, str]
    headless: bool = False
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Backend:
    """A port of a Service that an Ingress or a route of the Gateway API sends requests to."""

    object: Object
    service: str
    namespace: str
    port: PortRef
    controller: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """A ConfigMap, or a Secret's `stringData`."""

    object: Object
    values: Mapping[str, tuple[str, Location]]

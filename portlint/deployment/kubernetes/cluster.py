"""Everything that manifests run, joined: which pods a Service selects, what a pod reads."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from portlint.core import Context, DeclaredService, Document, Facts, PortUse, Unread
from portlint.deployment.kubernetes.config import config
from portlint.deployment.kubernetes.index import called, labelled, named, serving
from portlint.deployment.kubernetes.kustomization import kustomizations
from portlint.deployment.kubernetes.model import (
    Backend,
    Config,
    Service,
    ServicePort,
    Source,
    Workload,
)
from portlint.deployment.kubernetes.object import objects
from portlint.deployment.kubernetes.overlay import changes, partial
from portlint.deployment.kubernetes.pod import workload
from portlint.deployment.kubernetes.route import backends, service
from portlint.deployment.kubernetes.scope import Scopes, folder
from portlint.deployment.kubernetes.variants import Declared, declared, own

CANDIDATES = 200
"""Workloads with one label that are looked at; of what has more, nothing is said."""

DIALECTS = ("kubernetes", "kustomize", "patch")
OF_SERVICE = ("ports", "selector", "address", "kind")
"""What a patch must leave alone of a Service, so that it is known."""

NAMES = 100
"""Services among which a misspelt name is looked for."""

T = TypeVar("T", Service, Workload, Config)


@dataclass(frozen=True, slots=True)
class Cluster:
    """All objects of a repository, with what belongs together.

    `labelled` holds workloads by scope and label; `named` Services, and `configs` ConfigMaps and
    Secrets, by scope and name; `serving` Services by scope and port; `called` their names;
    `declared` what each file declares.
    """

    scopes: Scopes
    workloads: tuple[Workload, ...]
    services: tuple[Service, ...]
    backends: tuple[Backend, ...]
    labelled: Mapping[tuple[str, str, str], tuple[Workload, ...]]
    named: Mapping[tuple[str, str], tuple[Service, ...]]
    configs: Mapping[tuple[str, str], tuple[Config, ...]]
    serving: Mapping[tuple[str, int], tuple[Service, ...]]
    called: Mapping[str, frozenset[str]]
    declared: Declared

    def selected(self, found: Service) -> tuple[Workload, ...] | None:
        """Return the workloads that a Service selects; None where not all of them are known."""
        path, items = found.object.path, found.selector.items()
        if not items or not found.whole or self.scopes.blind(path):
            return None
        chosen: dict[int, Workload] = {}
        for scope in self.scopes.of(path):
            held = min((self.labelled.get((scope, *one), ()) for one in items), key=len)
            if len(held) > CANDIDATES:
                return None
            for one in held:
                if one.labels.items() >= items and one.object.beside(found.object.namespace):
                    chosen[id(one)] = one
        return own(self.declared, path, chosen.values())

    def services_of(self, path: str, name: str, namespace: str) -> tuple[Service, ...]:
        """Return the Services of a name that a file's objects run beside."""
        found = _beside(self.named, self.scopes.of(path), name, namespace)
        return own(self.declared, path, found)

    def serving_at(self, path: str, port: int) -> tuple[Service, ...]:
        """Return the Services with a port, for callers or in pods, that a file's run beside."""
        scopes = self.scopes.of(path)
        found = {id(one): one for scope in scopes for one in self.serving.get((scope, port), ())}
        return tuple(found.values())

    def names_beside(self, path: str) -> tuple[str, ...]:
        """Return the Services' names that a file's objects run beside; none if there are many."""
        found = {name for scope in self.scopes.of(path) for name in self.called.get(scope, ())}
        return tuple(sorted(found)) if len(found) <= NAMES else ()

    def configs_of(self, path: str, source: Source, namespace: str) -> tuple[Config, ...]:
        """Return the ConfigMaps or Secrets of a name that a file's objects run beside."""
        kind, name = source
        found = _beside(self.configs, self.scopes.of(path), name, namespace)
        return own(self.declared, path, (one for one in found if one.object.kind == kind))

    def numbers(self, one: ServicePort, workloads: Iterable[Workload]) -> Iterator[int]:
        """Yield the ports of containers that a Service's port leads to."""
        if one.target.number is not None:
            yield one.target.number
            return
        for found in workloads:
            for container in found.running:
                for port in container.ports:
                    if port.name == one.target.name and port.port is not None:
                        yield port.port


def _beside(
    index: Mapping[tuple[str, str], tuple[T, ...]],
    scopes: Iterable[str],
    name: str,
    namespace: str,
) -> tuple[T, ...]:
    found = {id(one): one for scope in scopes for one in index.get((scope, name), ())}
    if len(found) > CANDIDATES:
        return ()
    return tuple(one for one in found.values() if one.object.beside(namespace))


def cluster(facts: Facts, paths: frozenset[str] = frozenset()) -> Cluster:
    """Join the manifests of a repository; `paths` are all its files.

    What stands among tests is a fixture, wrong on purpose as often as not, and is left out.
    """
    tests = {use.location.path for use in facts.of(PortUse) if use.context is Context.TEST}
    documents = [
        one
        for one in facts.of(Document)
        if one.dialect in DIALECTS and one.location.path not in tests
    ]
    found = tuple(objects(one for one in documents if one.dialect == "kubernetes"))
    seen = frozenset(_named(facts))
    scopes = Scopes(kustomizations(documents, found, seen), _blind(facts, paths))
    real = [one for one in found if one.path not in scopes.patching]
    running = [one for one in map(workload, real) if one]
    beside = partial(running)
    workloads = tuple(
        replace(one, changed=changes(scopes, beside, one)) for one in running if not one.partial
    )
    services = tuple(
        replace(one, whole=one.whole and scopes.changes(one.object).spare(*OF_SERVICE))
        for one in map(service, real)
        if one
    )
    read = [one for one in map(config, real) if one]
    configs = [one for one in read if scopes.changes(one.object).spare()]
    return Cluster(
        scopes,
        workloads,
        services,
        tuple(one for each in real for one in backends(each) if scopes.changes(each).spare()),
        labelled(scopes, workloads),
        named(scopes, services),
        named(scopes, configs),
        serving(scopes, services),
        called(scopes, services),
        declared(services, workloads),
    )


def _named(facts: Facts) -> Iterator[str]:
    """Yield the files that have objects of any kind, and were read whole."""
    unread = {one.location.path for one in facts.of(Unread)}
    for one in facts.of(DeclaredService):
        if one.format == "kubernetes" and one.location.path not in unread:
            yield one.location.path


def _blind(facts: Facts, paths: frozenset[str]) -> frozenset[str]:
    """Return the folders that hold manifests which are not read: templates, JSON."""
    unread = {folder(one.location.path) for one in facts.of(Unread)}
    unseen = {
        folder(one.location.path)
        for one in facts.of(DeclaredService)
        if one.format == "kubernetes" and not one.location.path.endswith((".yaml", ".yml"))
    }
    plain = {folder(path) for path in paths if path.endswith(("/Kustomization", "/Chart.yaml"))}
    templates = {f"{one}templates/" for one in plain}
    return frozenset(unread | unseen | plain | templates)

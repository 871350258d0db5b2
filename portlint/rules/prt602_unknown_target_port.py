from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice

from portlint.core import Hit, Project, Related, Severity, Tier, rule
from portlint.deployment.connections import connections
from portlint.deployment.kubernetes import (
    INJECTED_NAMES,
    Misspelt,
    Service,
    ServicePort,
    Workload,
    misspelt,
    reached_ports,
)
from portlint.deployment.targeting import refused

NO_ENDPOINT = "the Service has no endpoint there, connection refused"
SHOWN = 5
COMPARED = 50


@rule(
    code="PRT602",
    name="unknown-target-port",
    tier=Tier.DEFAULT,
    severity=Severity.ERROR,
    message=("the Service `{service}` sends {what}, {lack}: {outcome}"),
)
def unknown_target_port(project: Project) -> Iterator[Hit]:
    """Finds a Service whose targetPort none of its pods has, or that selects no pod by a slip.

    ## What it does
    Finds a `targetPort` that names a port which no container of the selected pods has, under that
    protocol; and a number that they don't have, where something else proves it wrong: all ports of
    their images are known, by the table of images or by what makes them here, or the Service has
    one port, and its pods have one other alone, to which nothing leads: where a variable or a
    command tells them to listen there, or the Service has 80 or 443 without a `targetPort`. A
    Service that selects no pod at all is reported where its selector is a misspelt label of a
    workload beside it.

    ## Why is this bad?
    The Service is created, and has no endpoints for that port: callers get
    `connect: connection refused`, an Ingress in front of it answers `503`.

    ## Example
    ```yaml web.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: web}
      ports:
        - {port: 80, targetPort: web}
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: web
          ports:
            - {name: http, containerPort: 8080}
    ```

    ## Use instead
    ```yaml web.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: web}
      ports:
        - {port: 80, targetPort: http}
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: web
          ports:
            - {name: http, containerPort: 8080}
    ```

    ## Fix safety
    There is no fix: the Service or the container may be what is wrong.

    ## Known limits
    Pods are looked for in the Service's own folder, and in what a kustomization puts beside it;
    where nothing there is selected, something else may make the pods: nothing is said unless one
    workload has the Service's name, its port or the rest of its labels, one label differs by a
    slip of one or two letters, and no workload has the selector's own. `containerPort` is
    optional: a number is a note, and is not reported where an argument, a variable, a ConfigMap
    or an annotation of the pod mentions it, or where its configuration is not in the repository.
    Silent where sidecars are injected that no page describes, and for what a template or a patch
    may change.
    """
    pods = connections(project).pods
    cluster = pods.cluster
    reached = reached_ports(cluster)
    for service in cluster.services:
        selected = cluster.selected(service)
        if selected and all(one.settled("ports") and not one.injected for one in selected):
            named = _named(selected)
            for one in service.ports:
                target = one.target
                if target.name and not INJECTED_NAMES.match(target.name):
                    yield from _hits(service, one, selected, _unnamed(one, named), NO_ENDPOINT)
                elif target.number and one.protocol == "TCP":
                    lack = refused(pods, service, one, selected, reached)
                    yield from _hits(service, one, selected, lack, "connection refused")
    for service, found in misspelt(cluster):
        yield _unselected(service, found)


def _unselected(service: Service, found: Misspelt) -> Hit:
    workload = found.workload.object
    owner = f"the {workload.kind} `{workload.name}` has `{found.meant}`"
    return Hit(
        found.written.location,
        service=service.object.name,
        related=(Related(workload.location, "the pods that it means"),),
        what=f"to pods with `{found.key}: {found.written.value}`",
        lack=f"and none has that label; {owner}",
        outcome="the Service has no endpoints, connection refused",
    )


def _named(selected: tuple[Workload, ...]) -> dict[str, list[str]]:
    """Return the protocols of each name that a port of the pods has, in order of the names."""
    found: dict[str, list[str]] = {}
    for workload in selected:
        for container in workload.running:
            for port in container.ports:
                if port.name:
                    found.setdefault(port.name, []).append(port.protocol)
    return dict(sorted(found.items()))


def _unnamed(one: ServicePort, named: Mapping[str, Sequence[str]]) -> str:
    """Return what the pods have in the place of a name, empty where they have it."""
    protocols = named.get(one.target.name, ())
    if one.protocol in protocols:
        return ""
    if protocols:
        return f"which they have for {protocols[-1]}, and not for {one.protocol}"
    if not named:
        return "and none of their ports has a name"
    names = list(islice(named, COMPARED))
    near = get_close_matches(one.target.name, names, 1, 0.6)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    shown = ", ".join(f"`{name}`" for name in names[:SHOWN])
    return f"and their ports are called {shown}{hint}"


def _hits(
    service: Service,
    one: ServicePort,
    selected: tuple[Workload, ...],
    lack: str,
    outcome: str,
) -> Iterator[Hit]:
    if lack:
        related = (
            Related(workload.object.location, f"{workload.object.kind} selected by the Service")
            for workload in selected[:SHOWN]
        )
        yield Hit(
            one.target.location,
            port=one.port,
            service=service.object.name,
            related=tuple(related),
            severity=Severity.NOTE if one.target.number else None,
            what=f"port {one.port} to `{one.target.text}` of its pods",
            lack=lack,
            outcome=outcome,
        )

from collections.abc import Iterator

from portlint.core import Hit, Project, Related, Severity, Tier, rule
from portlint.deployment.connections import connections
from portlint.deployment.kubernetes import (
    Container,
    Probe,
    Reached,
    Service,
    ServicePort,
    Workload,
    reached_ports,
)
from portlint.deployment.podded import Pods
from portlint.deployment.targeting import refused

SHOWN = 5


@rule(
    code="PRT605",
    name="undeclared-pod-port",
    tier=Tier.PEDANTIC,
    severity=Severity.NOTE,
    message="{who} port {asked} of {whose}, which declares {declared} alone: if nothing else "
    "listens there, the connection is refused",
)
def undeclared_pod_port(project: Project) -> Iterator[Hit]:
    """Finds a probe or a Service that leads to a port which no container of the pod declares.

    ## What it does
    Finds a probe, and a Service's `targetPort`, whose number is no `containerPort` of a pod that
    declares its ports, where nothing of the pod, of its ConfigMaps or of what makes its image here
    names that number.

    ## Why is this bad?
    A port that was changed in one place and not in the others ends as
    `Readiness probe failed: dial tcp 10.1.2.3:8081: connect: connection refused`.

    ## Example
    ```yaml web.yaml
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
        - name: web
          image: registry.example/web
          ports:
            - containerPort: 8080
          readinessProbe:
            httpGet: {path: /, port: 8081}
    ```

    ## Use instead
    ```yaml web.yaml
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
        - name: web
          image: registry.example/web
          ports:
            - containerPort: 8080
          readinessProbe:
            httpGet: {path: /, port: 8080}
    ```

    ## Fix safety
    There is no fix: the program may listen on the port without declaring it.

    ## Known limits
    Pedantic, since `containerPort` is optional: a program may listen on more than it declares.
    What is known to be refused is PRT601's and PRT602's. Silent for images that the table of
    images knows, whose ports need no declaration, for templates, and where sidecars or patches
    may add ports.
    """
    pods = connections(project).pods
    for workload in pods.cluster.workloads:
        for container in workload.running if workload.settled("ports", "probes") else ():
            yield from _probed(pods, workload, container)
    reached = reached_ports(pods.cluster)
    for service in pods.cluster.services:
        selected = pods.cluster.selected(service) or ()
        if selected and all(one.settled("ports") for one in selected):
            for one in service.ports:
                yield from _led(pods, service, one, selected, reached)


def _probed(pods: Pods, workload: Workload, container: Container) -> Iterator[Hit]:
    for probe in container.probes:
        number = probe.port.number
        if number is None or probe.host or pods.elsewhere(workload, container, number):
            continue
        declared = pods.undeclared(workload, number)
        if declared:
            yield _probe_hit(workload, container, probe, declared)


def _probe_hit(
    workload: Workload, container: Container, probe: Probe, declared: tuple[int, ...]
) -> Hit:
    return Hit(
        probe.port.location,
        port=probe.port.number,
        service=workload.object.name,
        related=tuple(Related(one.location, "declared here") for one in container.ports[:SHOWN]),
        who=f"the {probe.kind} of container `{container.name}` asks",
        asked=probe.port.text,
        whose=f"its {workload.object.kind} `{workload.object.name}`",
        declared=_listed(declared),
    )


def _led(
    pods: Pods,
    service: Service,
    one: ServicePort,
    selected: tuple[Workload, ...],
    reached: Reached,
) -> Iterator[Hit]:
    number = one.target.number
    if number is None or one.protocol != "TCP":
        return
    if refused(pods, service, one, selected, reached):
        return
    declared = [pods.undeclared(each, number) for each in selected]
    if all(declared):
        found = selected[0].object
        yield Hit(
            one.target.location,
            port=one.port,
            service=service.object.name,
            related=(Related(found.location, f"{found.kind} selected by the Service"),),
            who=f"the Service `{service.object.name}` leads to",
            asked=one.target.text,
            whose=f"the {found.kind} `{found.name}`",
            declared=_listed(declared[0]),
        )


def _listed(ports: tuple[int, ...]) -> str:
    return " and ".join(map(str, ports[:SHOWN]))

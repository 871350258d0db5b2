from collections.abc import Iterator
from difflib import get_close_matches

from portlint.core import Hit, Project, Related, Severity, Tier, rule
from portlint.deployment.connections import connections
from portlint.deployment.kubernetes import Container, Probe, Workload
from portlint.deployment.podded import Pods

SHOWN = 5
COMPARED = 50
UNNAMED = {
    "readinessProbe": "so the pod never becomes ready",
    "livenessProbe": "so a container that hangs is never restarted",
    "startupProbe": "so the container never counts as started",
    "postStart": "so the container is killed as soon as it has started",
    "preStop": "so the container is stopped without it",
}
REFUSED = {
    "readinessProbe": "the pod never becomes ready",
    "livenessProbe": "the container is restarted over and over",
    "startupProbe": "the container is restarted over and over",
    "postStart": "the container is killed as soon as it has started",
    "preStop": "the container is stopped without it",
}


@rule(
    code="PRT601",
    name="unknown-probe-port",
    tier=Tier.DEFAULT,
    severity=Severity.ERROR,
    message="the {kind} of container `{container}` asks port {asked}, {lack}: {outcome}",
)
def unknown_probe_port(project: Project) -> Iterator[Hit]:
    """Finds a probe that asks a port which its container does not have.

    ## What it does
    Finds a probe, or a lifecycle hook, that names a port which is not among the names of its own
    container's ports; and one that asks a number where the container's image is known to listen
    on another.

    ## Why is this bad?
    The kubelet looks a name up in the probe's own container alone, and fails with
    `Readiness probe errored: strconv.Atoi: parsing "http": invalid syntax`: the pod never becomes
    ready, or is never restarted. A wrong number fails with
    `Liveness probe failed: dial tcp 10.1.2.3:8080: connect: connection refused`.

    ## Example
    ```yaml web.yaml
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
        - name: web
          image: web
          ports:
            - {name: web, containerPort: 8080}
          readinessProbe:
            httpGet: {path: /, port: http}
    ```

    ## Use instead
    ```yaml web.yaml
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
        - name: web
          image: web
          ports:
            - {name: web, containerPort: 8080}
          readinessProbe:
            httpGet: {path: /, port: web}
    ```

    ## Fix safety
    There is no fix: the probe or the name of the port may be what is wrong.

    ## Known limits
    `containerPort` is optional, so that a number which no container declares proves nothing: a
    number is reported, as a warning, only where all ports of the image are known (by the table of
    images, or by the Dockerfile and the code of this repository that make it), and no argument,
    variable, ConfigMap or annotation of the pod mentions the number. Silent for templates, for
    patches, and for what a patch of a kustomization may give ports.
    """
    pods = connections(project).pods
    for workload in pods.cluster.workloads:
        for container in workload.containers if workload.settled("ports", "probes") else ():
            for probe in container.probes:
                yield from _judged(pods, workload, container, probe)


def _judged(pods: Pods, workload: Workload, container: Container, probe: Probe) -> Iterator[Hit]:
    port = probe.port
    names = {one.name for one in container.ports if one.name}
    if port.name and port.name not in names:
        said = f'strconv.Atoi: parsing "{port.name}": invalid syntax'
        outcome = f"`{said}`, {UNNAMED[probe.kind]}"
        yield _hit(workload, container, probe, f"and {_lack(port.name, names)}", outcome)
    elif port.number and not probe.host:
        elsewhere = pods.elsewhere(workload, container, port.number)
        if elsewhere:
            outcome = f"connection refused, and {REFUSED[probe.kind]}"
            yield _hit(workload, container, probe, f"and {elsewhere}", outcome)


def _lack(name: str, names: set[str]) -> str:
    if not names:
        return "no port of it has a name"
    near = get_close_matches(name, sorted(names)[:COMPARED], 1, 0.6)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    shown = ", ".join(f"`{one}`" for one in sorted(names)[:SHOWN])
    return f"its ports are called {shown}{hint}"


def _hit(workload: Workload, container: Container, probe: Probe, lack: str, outcome: str) -> Hit:
    port = probe.port
    declared = (Related(one.location, "declared here") for one in container.ports[:SHOWN])
    return Hit(
        port.location,
        port=port.number,
        service=workload.object.name,
        related=tuple(declared) or (Related(container.location, "declares no port"),),
        severity=Severity.WARNING if port.number else None,
        kind=probe.kind,
        container=container.name,
        asked=f"`{port.text}`",
        lack=lack,
        outcome=outcome,
    )

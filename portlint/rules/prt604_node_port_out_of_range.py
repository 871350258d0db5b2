from collections.abc import Iterator

from portlint.core import Hit, PortUse, Project, Severity, Tier, rule
from portlint.deployment.kubernetes import cluster_of

FIRST, LAST = 30_000, 32_767
OPEN = frozenset(("NodePort", "LoadBalancer"))
FLAG = "node-port-range"


@rule(
    code="PRT604",
    name="node-port-out-of-range",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "`kubectl apply` refuses Service `{service}`: nodePort {port} is not in the valid range, "
        "30000-32767; write a port of it, or none, and one is picked"
    ),
)
def node_port_out_of_range(project: Project) -> Iterator[Hit]:
    """Finds a Service whose nodePort no cluster hands out.

    ## What it does
    Finds a `nodePort` below 30000 or above 32767 in a Service of type NodePort or LoadBalancer.

    ## Why is this bad?
    The API server refuses the Service: `spec.ports[0].nodePort: Invalid value: 8080: provided port
    is not in the valid range. The range of valid ports is 30000-32767`.

    ## Example
    ```yaml service.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      type: NodePort
      selector: {app: web}
      ports:
        - port: 80
          nodePort: 8080
    ```

    ## Use instead
    ```yaml service.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      type: NodePort
      selector: {app: web}
      ports:
        - port: 80
          nodePort: 30080
    ```

    ## Fix safety
    There is no fix: which port of the range is free, the cluster knows.

    ## Known limits
    A cluster may be started with another range. Silent in a repository that sets
    `--service-node-port-range` anywhere, and where the number is a placeholder.
    """
    found = list(_outside(project))
    if not found or any(FLAG in use.name for use in project.facts.of(PortUse)):
        return
    yield from found


def _outside(project: Project) -> Iterator[Hit]:
    for service in cluster_of(project).services:
        for one in service.ports if service.type in OPEN else ():
            number = one.node_port.number if one.node_port else None
            if one.node_port and number and not FIRST <= number <= LAST:
                yield Hit(one.node_port.location, port=number, service=service.object.name)

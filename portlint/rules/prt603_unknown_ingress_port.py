from collections.abc import Iterator

from portlint.core import Hit, Project, Related, Severity, Tier, rule
from portlint.deployment.kubernetes import Backend, Service, cluster_of

STRICT = frozenset("alb gce gce-internal traefik HTTPRoute GRPCRoute TCPRoute TLSRoute".split())
"""What takes only a Service's own port; ingress-nginx takes its targetPort as well."""

ANNOTATED = "use-annotation"
"""What the AWS controller reads as a port that an annotation describes."""


@rule(
    code="PRT603",
    name="unknown-ingress-port",
    tier=Tier.DEFAULT,
    severity=Severity.ERROR,
    message=(
        "{kind} `{route}` sends requests to `{service}:{asked}`, and the Service has {has}: "
        "they end in 503 Service Unavailable"
    ),
)
def unknown_ingress_port(project: Project) -> Iterator[Hit]:
    """Finds an Ingress that sends requests to a port which the Service lacks.

    ## What it does
    Finds a backend of an Ingress, or of a route of the Gateway API, whose port is neither the
    number nor the name of a port of the Service that it names.

    ## Why is this bad?
    An Ingress reaches pods through the Service, so it must give the Service's port, and not the
    container's. Otherwise the controller has nowhere to send requests, and answers
    `503 Service Temporarily Unavailable` or `404 Not Found`.

    ## Example
    ```yaml web.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: web}
      ports:
        - {port: 80, targetPort: 8080}
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec:
      defaultBackend:
        service:
          name: web
          port: {number: 8081}
    ```

    ## Use instead
    ```yaml web.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: web}
      ports:
        - {port: 80, targetPort: 8080}
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec:
      defaultBackend:
        service:
          name: web
          port: {number: 80}
    ```

    ## Fix safety
    There is no fix: the Service or the Ingress may be what is wrong.

    ## Known limits
    A Service is looked for in the Ingress's own folder, and in what a kustomization puts beside
    it; one that is not there says nothing. A backend that gives the `targetPort` is reported only
    where the controller is known to refuse it (ingress-nginx finds the pods by it). Silent for
    headless Services, for `type: ExternalName`, and for what a template or a patch may change.
    """
    cluster = cluster_of(project)
    for one in cluster.backends:
        services = cluster.services_of(one.object.path, one.service, one.namespace)
        if services and _askable(one) and not any(_has(each, one) for each in services):
            yield _hit(one, services)


def _askable(one: Backend) -> bool:
    return one.port.known and one.port.text != ANNOTATED


def _has(service: Service, one: Backend) -> bool:
    """Tell whether a Service has the port of a backend, or could have it for all one knows."""
    if not service.whole or not service.ports or service.headless:
        return True
    if service.type == "ExternalName":
        return True
    lenient = one.controller not in STRICT
    return any(
        one.port.text in {str(port.port), port.name}
        or (lenient and port.target.text == one.port.text)
        for port in service.ports
    )


def _hit(one: Backend, services: tuple[Service, ...]) -> Hit:
    ports = sorted({port.port or 0 for each in services for port in each.ports})
    related = (Related(port.location, "its port") for each in services for port in each.ports)
    return Hit(
        one.port.location,
        port=one.port.number,
        service=one.service,
        related=tuple(related)[:5],
        kind=one.object.kind,
        route=one.object.name,
        asked=one.port.text,
        has="only " + ", ".join(map(str, ports[:5])),
    )

from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Tier, rule
from portlint.deployment.misleading import misleading

WATCHERS = frozenset(("prometheus", "grafana", "collector", "promtail", "alertmanager"))


@rule(
    code="PRT802",
    name="wrong-scrape-target",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message="`{name}` of {program} gets no data: it asks `{address}` in `{service}`, {why}{hint}",
)
def wrong_scrape_target(project: Project) -> Iterator[Hit]:
    """Finds a scrape target, data source or exporter that asks where nothing answers.

    ## What it does
    Reads where Prometheus, Grafana's data sources, the OpenTelemetry collector, Promtail and
    Alertmanager call, in files that a service mounts or copies, and judges each address from
    where it is called: inside that container, or in the browser for a data source with
    `access: direct`.

    ## Why is this bad?
    A target that is down looks like a service that is down, or like no data at all: dashboards
    stay empty and alerts never fire. Prometheus shows `dial tcp 127.0.0.1:9100: connect:
    connection refused`.

    ## Example
    ```yaml compose.yaml
    services:
      prometheus:
        image: prom/prometheus
        volumes: ["./prometheus.yml:/etc/prometheus/prometheus.yml:ro"]
      node-exporter:
        image: prom/node-exporter
        expose: ["9100"]
    ```
    ```yaml prometheus.yml
    scrape_configs:
      - job_name: node
        static_configs:
          - targets: ["localhost:9100"]
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      prometheus:
        image: prom/prometheus
        volumes: ["./prometheus.yml:/etc/prometheus/prometheus.yml:ro"]
      node-exporter:
        image: prom/node-exporter
        expose: ["9100"]
    ```
    ```yaml prometheus.yml
    scrape_configs:
      - job_name: node
        static_configs:
          - targets: ["node-exporter:9100"]
    ```

    ## Fix safety
    The fix writes the other port or address. It is unsafe: the file may be read elsewhere too.

    ## Known limits
    Targets that relabelling hands to an exporter (blackbox, SNMP) are not called by Prometheus,
    and are passed over; the exporter's own address is judged. Silent without proof that the
    service reads the file: Prometheus reads the one that `--config.file` names. Exporters and
    receivers of a collector count only where a pipeline uses them.
    """
    yield from misleading(project, WATCHERS)

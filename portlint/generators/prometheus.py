"""Targets, scrape configuration, probe modules and alert rules for Prometheus with blackbox."""

from collections.abc import Iterator, Sequence

from portlint.core import Artifact, Comment, Option, Order, Registry, generator
from portlint.core.probe import Probe, probes
from portlint.core.quoting import one_line, placed, quoted

OPTIONS = (
    Option("targets", "monitoring/prometheus/ports-targets.yml", "where the targets are written"),
    Option("scrape", "monitoring/prometheus/ports-scrape.yml", "where the scrape job is written"),
    Option("rules", "monitoring/prometheus/ports-rules.yml", "where the alert rules are written"),
    Option("modules", "monitoring/blackbox/ports.yml", "where blackbox's modules are written"),
    # portlint: ignore[PRT101] the user's exporter, not the example's
    Option("exporter", "localhost:9115", "where Prometheus finds the blackbox exporter"),
    Option("inside", default=False, doc="the exporter runs in the services' own networks"),
    Option("wait", "2m", "how long a port is down before it alerts"),
)

SCRAPE = """
scrape_configs:
  - job_name: ports
    metrics_path: /probe
    file_sd_configs:
      - files: [<targets>]
    relabel_configs:
      - source_labels: [__address__]
        target_label: __param_target
      - source_labels: [__address__]
        target_label: instance
      - target_label: __address__
        replacement: <exporter>
"""

RULES = """
groups:
  - name: ports
    rules:
      - alert: PortDown
        expr: probe_success{job="ports", alternatives=""} == 0
        for: <wait>
        labels:
          severity: critical
        annotations:
          summary: '{{ $labels.service }} does not answer on {{ $labels.instance }}'
          description: >-
            Whoever calls it gets ECONNREFUSED or no answer. `portlint who {{ $labels.port }}`
            names them.
      - alert: NoAlternativeUp
        expr: max by (job, alternatives) (probe_success{job="ports", alternatives!=""}) == 0
        for: <wait>
        labels:
          severity: critical
        annotations:
          summary: 'none of the services that are {{ $labels.alternatives }} answers'
      - alert: PortsNotProbed
        expr: absent(probe_success{job="ports"})
        for: 10m
        labels:
          severity: critical
        annotations:
          summary: no port is probed, so that no outage would be seen
"""

MODULES = """
modules:
  tcp:
    prober: tcp
"""

HTTP = """\
  http_{status}:
    prober: http
    http:
      valid_status_codes: [{status}]
      follow_redirects: false
      tls_config:
        insecure_skip_verify: true
"""


@generator("prometheus", options=OPTIONS)
def prometheus(order: Order) -> Iterator[Artifact]:
    """Prometheus: blackbox targets and modules, the job that scrapes them, and alert rules."""
    asked = probes(order.registry, inside=order.flag("inside"))
    targets = order.text("targets")
    scrape = placed(
        SCRAPE, {"targets": targets.rpartition("/")[2], "exporter": order.text("exporter")}
    )
    rules = placed(RULES, {"wait": order.duration("wait")})
    yield Artifact(targets, _targets(asked, order.registry), Comment.HASH)
    yield Artifact(order.text("scrape"), scrape, Comment.HASH)
    yield Artifact(order.text("rules"), rules, Comment.HASH)
    yield Artifact(order.text("modules"), _modules(asked), Comment.HASH)


def _targets(asked: Sequence[Probe], registry: Registry) -> str:
    """Return the file that Prometheus' file discovery reads anew whenever it changes."""
    return "\n" + "".join(_target(probe, registry) for probe in asked) if asked else "\n[]\n"


def _target(probe: Probe, registry: Registry) -> str:
    service = registry.named(probe.service)
    stack = service.stack.name if service and service.stack else ""
    labels = {
        "service": probe.service,
        "port": str(probe.port),
        "port_name": probe.port_name,
        "stack": stack,
        "owner": service.owner if service else "",
        "alternatives": probe.group,
        "__param_module": f"http_{probe.expected}" if probe.path else "tcp",
    }
    lines = "".join(
        f"    {name}: {quoted(one_line(value))}\n" for name, value in labels.items() if value
    )
    return f"- targets: [{quoted(probe.url)}]\n  labels:\n{lines}"


def _modules(asked: Sequence[Probe]) -> str:
    """Return a module for each status that some health check expects, and one for connections."""
    expected = sorted({probe.expected for probe in asked if probe.path})
    return MODULES + "".join(HTTP.format(status=status) for status in expected)

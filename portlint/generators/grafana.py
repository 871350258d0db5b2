"""A Grafana dashboard of what Prometheus sees of the registry's ports."""

import json
from collections.abc import Iterator
from typing import Any

from portlint.core import Artifact, Comment, Option, Order, generator

OPTIONS = (
    Option("path", "monitoring/grafana/ports-dashboard.json", "where the dashboard is written"),
    Option("title", "Ports", "the dashboard's title"),
)

SOURCE = {"type": "prometheus", "uid": "${datasource}"}
RED, GREEN = "red", "green"
UP = 'probe_success{job="ports", stack=~"$stack", service=~"$service"}'
TOOK = 'probe_duration_seconds{job="ports", stack=~"$stack", service=~"$service"}'
STATES = {
    "mappings": [
        {
            "type": "value",
            "options": {
                "0": {"text": "down", "color": RED, "index": 0},
                "1": {"text": "up", "color": GREEN, "index": 1},
            },
        }
    ],
    "color": {"mode": "thresholds"},
    "thresholds": {
        "mode": "absolute",
        "steps": [{"color": RED, "value": None}, {"color": GREEN, "value": 1}],
    },
}

Json = dict[str, Any]


@generator("grafana", options=OPTIONS)
def grafana(order: Order) -> Iterator[Artifact]:
    """A Grafana dashboard: who is up, who was down when, and how long answers take."""
    text = json.dumps(_dashboard(order.text("title")), indent=2)
    yield Artifact(order.text("path"), f"{text}\n", Comment.KEY)


def _dashboard(title: str) -> Json:
    """Return the dashboard; its `uid` never changes, and `id` is left to Grafana."""
    return {
        "uid": "portlint-ports",
        "title": title,
        "tags": ["ports"],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "refresh": "1m",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [_sources(), _choice("stack"), _choice("service")]},
        "panels": [
            _panel(1, "stat", "Ports up", (0, 0, 6, 4), f"sum({UP})", ""),
            _panel(2, "stat", "Ports down", (6, 0, 6, 4), f"count({UP}) - sum({UP})", "", _few()),
            _panel(3, "stat", "Slowest answer", (12, 0, 12, 4), f"max({TOOK})", "", _seconds()),
            _panel(
                4, "state-timeline", "Who was up", (0, 4, 24, 14), UP,
                "{{service}} {{port}}", STATES,
            ),
            _panel(
                5, "timeseries", "How long answers take", (0, 18, 24, 9), TOOK,
                "{{service}} {{port}}", _seconds(),
            ),
        ],
    }  # fmt: skip


def _panel(  # noqa: PLR0913, PLR0917  (one for each thing that panels differ in)
    number: int,
    kind: str,
    title: str,
    place: tuple[int, int, int, int],
    query: str,
    legend: str,
    defaults: Json | None = None,
) -> Json:
    """Return a panel; `place` is x, y, width and height in units of the dashboard's grid."""
    return {
        "id": number,
        "type": kind,
        "title": title,
        "datasource": SOURCE,
        "gridPos": dict(zip("xywh", place, strict=True)),
        "targets": [{"refId": "A", "datasource": SOURCE, "expr": query, "legendFormat": legend}],
        "fieldConfig": {"defaults": defaults or {}, "overrides": []},
        "options": {},
    }


def _few() -> Json:
    steps = [{"color": GREEN, "value": None}, {"color": RED, "value": 1}]
    return {"color": {"mode": "thresholds"}, "thresholds": {"mode": "absolute", "steps": steps}}


def _seconds() -> Json:
    return {"unit": "s"}


def _sources() -> Json:
    return {"name": "datasource", "type": "datasource", "query": "prometheus", "label": "Source"}


def _choice(label: str) -> Json:
    """Return a variable that narrows every panel to some values of a label."""
    return {
        "name": label,
        "type": "query",
        "datasource": SOURCE,
        "query": f'label_values(probe_success{{job="ports"}}, {label})',
        "refresh": 2,
        "includeAll": True,
        "multi": True,
        "allValue": ".*",
        "sort": 1,
    }

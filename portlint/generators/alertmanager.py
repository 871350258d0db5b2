"""Alertmanager's configuration: alerts of ports go to Slack, by a URL that no file here holds."""

from collections.abc import Iterator

from portlint.core import Artifact, Comment, Option, Order, generator
from portlint.core.quoting import placed

OPTIONS = (
    Option("path", "monitoring/alertmanager/ports.yml", "where the configuration is written"),
    Option(
        "webhook",
        "/etc/alertmanager/slack-webhook-url",
        "the file, outside the repository, that holds Slack's webhook URL",
    ),
    Option("channel", "#ports", "the channel that is written to"),
    Option("wait", "30s", "how long alerts of one service are gathered before they are sent"),
)

TEXT = """
route:
  receiver: ports
  group_by: [alertname, service]
  group_wait: <wait>
  group_interval: 5m
  repeat_interval: 4h

receivers:
  - name: ports
    slack_configs:
      - api_url_file: <webhook>
        channel: <channel>
        send_resolved: true
        fallback: '{{ .CommonLabels.alertname }} {{ .Status }}'
        title: >-
          {{ if eq .Status "firing" }}:red_circle:{{ else }}:large_green_circle:{{ end }}
          {{ .CommonLabels.alertname }}
          {{ .CommonLabels.service | reReplaceAll "[<>&]" "" }}
        text: >-
          {{ range .Alerts }}
          {{ .Annotations.summary | reReplaceAll "[<>&]" "" }}
          {{ with .Labels.owner }}(owner: {{ . | reReplaceAll "[<>&]" "" }}){{ end }}
          {{ end }}
"""
"""Angle brackets are taken out of the registry's words: Slack would make mentions of them. The
fallback is set since Alertmanager's own holds every label as it is."""


@generator("alertmanager", options=OPTIONS)
def alertmanager(order: Order) -> Iterator[Artifact]:
    """Alertmanager: who is down goes to a Slack channel; the webhook's URL is read from a file."""
    values = {name: order.text(name) for name in ("webhook", "channel")}
    text = placed(TEXT, {**values, "wait": order.duration("wait")})
    yield Artifact(order.text("path"), text, Comment.HASH)

"""Where Grafana, the OpenTelemetry collector, Promtail, Alertmanager and Traefik's files call."""

from collections.abc import Callable, Iterator

from portlint.core import Document, Map, Text
from portlint.deployment.satellite.address import Address
from portlint.deployment.satellite.scraping import jobs, maps, of_scheme, prometheus

CALLING = frozenset(
    "apache couchdb elasticsearch flinkmetrics haproxy iis kafkametrics memcached mongodb mysql "
    "nginx postgresql rabbitmq redis sqlserver zookeeper httpcheck".split()
)
"""Receivers of a collector that ask others; all others wait to be called."""

LISTENING = frozenset(("prometheus", "file", "debug", "logging", "nop"))
"""Exporters of a collector that wait to be asked, or call nobody."""


def grafana(root: Map) -> Iterator[Address]:
    """Yield the addresses of provisioned data sources; a direct one is called by the browser.

    Any other word than `direct`, such as `browser`, is taken for `proxy` (with a warning in the
    log, by Grafana's `validateAccessAndOrgID`).
    https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources
    """
    for source in maps(root.get("datasources")):
        url = source.get("url")
        if isinstance(url, Text):
            direct = source.text("access") == "direct"
            name = source.text("name") or "url"
            port = of_scheme(url.value)
            yield Address(url.location, "grafana", name, url.value, port, browser=direct)


def collector(root: Map) -> Iterator[Address]:
    """Yield what a collector's exporters send to, and its receivers ask.

    Only what a pipeline uses is started.
    https://opentelemetry.io/docs/collector/configuration/
    """
    used = _used(root)
    for key, entry in root.map("exporters").pairs:
        kind = key.value.partition("/")[0]
        if key.value in used and kind not in LISTENING and isinstance(entry, Map):
            yield from _endpoints(entry, key.value)
    for key, entry in root.map("receivers").pairs:
        kind = key.value.partition("/")[0]
        if key.value not in used or not isinstance(entry, Map):
            continue
        if kind in CALLING:
            yield from _endpoints(entry, key.value)
        if kind == "prometheus":
            yield from jobs(entry.map("config"), "collector")


def _endpoints(entry: Map, name: str) -> Iterator[Address]:
    for key, value in entry.pairs:
        if key.value == "endpoint" or key.value.endswith("_endpoint"):
            if isinstance(value, Text):
                yield Address(
                    value.location, "collector", name, value.value, of_scheme(value.value)
                )
        elif key.value == "targets":
            for one in maps(value):
                yield from _endpoints(one, name)


def _used(root: Map) -> frozenset[str]:
    found = set()
    for _, pipeline in root.map("service", "pipelines").pairs:
        if isinstance(pipeline, Map):
            for key in ("receivers", "exporters"):
                found |= {one.value for one in pipeline.items(key) if isinstance(one, Text)}
    return frozenset(found)


def promtail(root: Map) -> Iterator[Address]:
    """Yield where Promtail pushes to."""
    for client in maps(root.get("clients")):
        url = client.get("url")
        if isinstance(url, Text):
            yield Address(url.location, "promtail", "clients", url.value, of_scheme(url.value))


def alertmanager(root: Map) -> Iterator[Address]:
    """Yield the webhooks that Alertmanager calls."""
    for receiver in maps(root.get("receivers")):
        for hook in maps(receiver.get("webhook_configs")):
            url = hook.get("url")
            if isinstance(url, Text):
                name = receiver.text("name") or "webhook_configs"
                yield Address(url.location, "alertmanager", name, url.value, of_scheme(url.value))


def traefik(root: Map) -> Iterator[Address]:
    """Yield the servers of Traefik's file provider.

    https://doc.traefik.io/traefik/providers/file/
    """
    for key, service in root.map("http", "services").pairs:
        servers = service.get("loadBalancer", "servers") if isinstance(service, Map) else None
        for server in maps(servers):
            url = server.get("url")
            if isinstance(url, Text):
                yield Address(url.location, "traefik", key.value, url.value, of_scheme(url.value))


READERS: dict[str, Callable[[Map], Iterator[Address]]] = {
    "prometheus": prometheus,
    "grafana": grafana,
    "collector": collector,
    "alertmanager": alertmanager,
    "traefik": traefik,
}


def addresses(document: Document) -> tuple[Address, ...]:
    """Return what the program of a document calls, none where it is no such document."""
    read = READERS.get(document.dialect)
    if document.dialect == "prometheus" and document.root.get("clients") is not None:
        read = promtail
    return tuple(read(document.root)) if read else ()

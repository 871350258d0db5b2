"""Compose files read with PyYAML alone, so that what is decidable is not decided by portlint."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

import yaml

COMPOSE = "*compose*.y*ml"
MAPPING = re.compile(r"(?:[\d.]+:)?(?:\$\{\w+:-)?(?P<outer>\d+)\}?:(?P<inner>\d+)(?:/tcp)?\Z")

DOCUMENTED: Mapping[str, frozenset[int]] = {
    "prom/prometheus": frozenset((9090,)),
    "prom/node-exporter": frozenset((9100,)),
    "quay.io/prometheus/node-exporter": frozenset((9100,)),
    "prom/alertmanager": frozenset((9093, 9094)),
    "prom/blackbox-exporter": frozenset((9115,)),
    "prom/pushgateway": frozenset((9091,)),
    "prom/mysqld-exporter": frozenset((9104,)),
    "prom/statsd-exporter": frozenset((9102, 9125)),
    "gcr.io/cadvisor/cadvisor": frozenset((8080,)),
    "google/cadvisor": frozenset((8080,)),
    "grafana/grafana": frozenset((3000,)),
    "grafana/grafana-oss": frozenset((3000,)),
    "postgres": frozenset((5432,)),
    "redis": frozenset((6379,)),
    "mysql": frozenset((3306, 33060)),
    "mariadb": frozenset((3306,)),
    "mongo": frozenset((27017,)),
    "memcached": frozenset((11211,)),
    "mailhog/mailhog": frozenset((1025, 8025)),
    "adminer": frozenset((8080,)),
    "dpage/pgadmin4": frozenset((80,)),
    "ghost": frozenset((2368,)),
    "elasticsearch": frozenset((9200, 9300)),
    "docker.elastic.co/elasticsearch/elasticsearch": frozenset((9200, 9300)),
    "kibana": frozenset((5601,)),
    "oliver006/redis_exporter": frozenset((9121,)),
    "prometheuscommunity/postgres-exporter": frozenset((9187,)),
    "caddy": frozenset((80, 443, 2019)),
    "nginx": frozenset((80,)),
}
"""Every TCP port that an image listens on by its own documentation, where nothing moves it."""

ALONE = re.compile(
    r"(?:^|/)(?:nginx|nginx-unprivileged|openresty|caddy|haproxy|traefik|prometheus|alertmanager"
    r"|grafana|grafana-oss|grafana-enterprise|promtail|opentelemetry-collector(?:-contrib)?)\Z"
)
"""Images that run one program, by their names."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A service as one Compose file has it; ports are (published, container)."""

    name: str
    file: str
    image: str
    context: str
    mounts: tuple[str, ...]
    ports: tuple[tuple[int, int], ...]
    command: str
    text: str
    """Everything that is said of it."""
    host: bool
    outer: bool
    """Whether one of its file's networks is somebody else's."""

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.file)

    @property
    def base(self) -> str:
        """The image without its tag."""
        return re.sub(r"(?<=[^/]):[^/]*\Z", "", self.image.partition("@")[0])

    def heard(self) -> frozenset[int]:
        """Return all ports that it can listen on, by its documentation; empty if unknown."""
        ports = DOCUMENTED.get(self.base.removeprefix("docker.io/").removeprefix("library/"))
        moving = re.search(r"listen|--port|-p \d|PORT|initdb|\.conf|command|entrypoint", self.text)
        return frozenset() if ports is None or (moving and not self._plain()) else ports

    def _plain(self) -> bool:
        """Tell whether what it is told names no port besides the documented ones and mappings."""
        return not re.search(
            r"listen-address|web\.listen|--port|_PORT'?:|\.cnf|\.conf'|nginx|http_port", self.text
        )


def entries(files: Mapping[str, str]) -> list[Entry]:
    """Return every service of every Compose file."""
    return [
        one
        for path, text in files.items()
        if fnmatch(posixpath.basename(path), COMPOSE) and "{{" not in text
        for one in _of(path, text)
    ]


def _of(path: str, text: str) -> Iterator[Entry]:
    try:
        root = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return
    services = root.get("services") if isinstance(root, dict) else None
    networks = root.get("networks") if isinstance(root, dict) else None
    outer = "external" in str(networks)
    folder = posixpath.dirname(path)
    for name, one in services.items() if isinstance(services, dict) else ():
        if isinstance(one, dict):
            build = one.get("build")
            context = build.get("context", ".") if isinstance(build, dict) else build
            yield Entry(
                str(name), path, str(one.get("image") or ""),
                _within(folder, str(context)) if context else "",
                tuple(_mounts(folder, one, root)), tuple(_ports(one)),
                str(one.get("command") or ""), str(one),
                "host" in str(one.get("network_mode")), outer or "include" in root,
            )  # fmt: skip


def _within(folder: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(folder, name))


def _mounts(folder: str, service: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    for one in service.get("volumes") or ():
        source = one.get("source") if isinstance(one, dict) else str(one).partition(":")[0]
        if str(source).startswith((".", "$")) or "/" in str(source):
            yield _within(folder, re.sub(r"\$\{PWD\}|\$PWD", ".", str(source)))
    known = root.get("configs") or {}
    for one in service.get("configs") or ():
        name = one.get("source") if isinstance(one, dict) else one
        file = known.get(name, {}).get("file") if isinstance(known, dict) else None
        if file:
            yield _within(folder, str(file))


def _ports(service: dict[str, Any]) -> Iterator[tuple[int, int]]:
    for one in service.get("ports") or ():
        if isinstance(one, dict):
            outer, inner = str(one.get("published", "")), str(one.get("target", ""))
            if outer.isdigit() and inner.isdigit():
                yield int(outer), int(inner)
        elif match := MAPPING.match(str(one)):
            yield int(match["outer"]), int(match["inner"])

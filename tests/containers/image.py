"""The images that systems name: the machine's own programs, and stand-ins for stores."""

from collections.abc import Mapping
from dataclasses import dataclass

ROOT = {
    **dict.fromkeys("usr/ etc/ tmp/ proc/ sys/ dev/ root/ run/ var/ srv/".split(), ""),
    **{name: f"-> usr/{name}" for name in "bin lib lib64 sbin".split()},
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
    "etc/group": "root:x:0:\nnogroup:x:65534:\n",
}
STORE = """\
#!/usr/bin/python3
# Listens where the program of this name would: at its flag, else at its own port.
import sys
from http.server import HTTPServer, SimpleHTTPRequestHandler

words = sys.argv[1:]
flag = next((i for i, word in enumerate(words) if word in ("-p", "--port")), None)
port = {port} if flag is None else int(words[flag + 1])
HTTPServer(("", port), SimpleHTTPRequestHandler).serve_forever()
"""
NGINX = """\
user root;
error_log /dev/stderr;
pid /run/nginx.pid;
events {}
http {
    access_log off;
    include /etc/nginx/conf.d/*.conf;
}
"""
NGINX_START = """\
#!/usr/bin/python3
# Puts the environment into templates as the image's own entrypoint does, then becomes nginx.
import os
import re
from pathlib import Path

for path in Path("/etc/nginx/templates").glob("*.template"):
    text = path.read_text()
    for name, value in os.environ.items():
        text = re.sub(r"\\$(?:\\{%s\\}|%s\\b)" % (name, name), lambda _: value, text)
    Path("/etc/nginx/conf.d", path.stem).write_text(text)
os.execv("/usr/sbin/nginx", ["nginx", "-g", "daemon off;"])
"""
NGINX_FOLDERS = ("var/log/", "var/log/nginx/", "var/lib/", "var/lib/nginx/", "etc/nginx/",
    "etc/nginx/conf.d/",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Image:
    """A name, what its configuration changes, and what stands in it besides the root of links."""

    name: str
    changes: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


def store(image: str, program: str, port: int) -> Image:
    """Return a stand-in for a data store: only its port is real."""
    return stand_in(f"docker.io/library/{image}", program, port)


def stand_in(image: str, program: str, port: int) -> Image:
    """Return an image in which a small server stands for a program."""
    return Image(
        image,
        ("ENV PATH=/store:/usr/bin", f'CMD ["{program}"]', f"EXPOSE {port}"),
        (("store/", ""), (f"store/{program}", STORE.format(port=port))),
    )


IMAGES = (
    Image("docker.io/library/python:3.12-slim"),
    Image("docker.io/library/python:3.12-alpine"),
    stand_in("docker.io/timescale/timescaledb:2.17.2-pg16", "postgres", 5432),
    Image(
        "docker.io/prom/blackbox-exporter:v0.25.0",
        (
            'ENTRYPOINT ["prometheus-blackbox-exporter"]',
            'CMD ["--config.file=/etc/blackbox_exporter/config.yml"]',
            "EXPOSE 9115",
        ),
    ),
    Image(
        "docker.io/prom/alertmanager:v0.27.0",
        (
            'ENTRYPOINT ["prometheus-alertmanager"]',
            'CMD ["--config.file=/etc/alertmanager/alertmanager.yml"]',
            "EXPOSE 9093",
        ),
    ),
    store("postgres:16-alpine", "postgres", 5432),
    store("redis:7-alpine", "redis-server", 6379),
    Image(
        "docker.io/library/nginx:1.27-alpine",
        ('CMD ["/start"]', "EXPOSE 80"),
        (
            *((folder, "") for folder in NGINX_FOLDERS),
            ("etc/nginx/nginx.conf", NGINX),
            ("start", NGINX_START),
        ),
    ),
    Image(
        "docker.io/prom/prometheus:v2.53.0",
        (
            'ENTRYPOINT ["prometheus"]',
            'CMD ["--config.file=/etc/prometheus/prometheus.yml"]',
            "EXPOSE 9090",
        ),
    ),
    Image(
        "docker.io/library/caddy:2.8-alpine",
        (
            'CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]',
            "EXPOSE 80",
        ),
        (("etc/caddy/", ""),),
    ),
    Image("docker.io/library/haproxy:3.0-alpine"),
    stand_in("docker.io/grafana/grafana-oss:11.1.0", "grafana", 3000),
)


def tree(image: Image) -> Mapping[str, str]:
    """Return all files of an image, by path."""
    return {**ROOT, **dict(image.files)}

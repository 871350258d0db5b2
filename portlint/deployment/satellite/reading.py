"""Whether a program reads a file where its container has it, and what else may run beside it."""

import re
from collections.abc import Iterable
from posixpath import basename, dirname

from portlint.core.names import words
from portlint.core.tables import repository
from portlint.deployment.image.model import Image
from portlint.deployment.model import Command, Service
from portlint.deployment.satellite.placing import Placed

CONFIG = re.compile(
    r"--?(?:[\w-]+\.)?config(?:[.-]?file)?[= ]+[\"']?(?:file:)?(?P<path>/[^\s\"',\]]+)|"
    r"(?<!\S)-[cf][= ]+(?P<short>/[^\s\"',\]]+)"
)
"""How a command line names the file that a program is configured by."""

INCLUDED = re.compile(
    r"(?:conf|http|stream|vhosts?)\.d/[^/]+\.conf\Z|sites-enabled/[^/]+\Z"
    r"|templates/[^/]+\.(?:template|conf)\Z|/nginx\.conf\Z"
)
"""What nginx's own main file takes in, or what its image makes of templates."""

HTTPD = re.compile(
    r"/usr/local/apache2/conf/(?:httpd\.conf\Z|(?:extra|conf\.d|sites|vhosts)/[^/]+\.conf\Z)"
    r"|/etc/apache2/(?:(?:sites|conf)-(?:enabled|available)/[^/]+|apache2\.conf)\Z"
    r"|/etc/httpd/(?:conf/httpd\.conf|conf\.d/[^/]+\.conf)\Z|/vhosts/[^/]+\.conf\Z"
)
"""The files of httpd's images; a site that is not enabled is one that is about to be."""

NGINX = (
    "/etc/nginx/", "/usr/local/nginx/", "/usr/local/openresty/nginx/", "/opt/bitnami/nginx/",
    "/config/nginx/",
)  # fmt: skip
"""Folders in which nginx's images keep its files."""

ASKING = frozenset(("prometheus", "grafana", "alertmanager"))
"""Programs whose files of addresses say nothing of where they listen themselves."""

REPLACING = re.compile(
    r"/nginx/(?:conf/)?(?:nginx\.conf|conf\.d(?:/default\.conf)?"
    r"|templates/default\.conf\.(?:template|conf))\Z"
)
"""What stands in the place of the server that nginx's image has of its own."""

USUAL = {
    "prometheus": frozenset(
        ("/etc/prometheus/prometheus.yml", "/opt/bitnami/prometheus/conf/prometheus.yml")
    ),
    "caddy": frozenset(("/etc/caddy/Caddyfile", "/etc/Caddyfile")),
    "haproxy": frozenset(("/usr/local/etc/haproxy/haproxy.cfg", "/etc/haproxy/haproxy.cfg")),
}
"""Where programs look when they are told nothing, by their images' documentation."""

IMAGES = {
    "nginx": re.compile(r"(?:nginx|nginx-unprivileged|openresty|angie)\Z"),
    "caddy": re.compile(r"caddy\Z"),
    "httpd": re.compile(r"(?:httpd|apache2?)\Z"),
    "haproxy": re.compile(r"haproxy(?:-(?:alpine|debian|ubuntu))?\Z"),
    "traefik": re.compile(r"traefik\Z"),
    "prometheus": re.compile(r"prometheus\Z"),
    "grafana": re.compile(r"grafana(?:-oss|-enterprise)?\Z"),
    "collector": re.compile(r"opentelemetry-collector(?:-\w+)*\Z|otel\w*(?:-\w+)*\Z"),
    "promtail": re.compile(r"promtail\Z"),
    "alertmanager": re.compile(r"alertmanager\Z"),
}
"""Images that run one program and nothing else, by the last part of their names."""

CHANGING = re.compile(r"\b(?:sed|mv|rm|envsubst)\b")

LONGEST = 10_000
"""Characters of a command line that are read."""

MORE = re.compile(
    r"supervisord|s6-|runit|php-fpm|gunicorn|uvicorn|uwsgi|puma|\bnode\b|python|java|[^&]&\s*(?:\Z|[^&])"
)
"""What a command line says that starts another program beside."""


def reads(program: str, one: Placed, service: Service, image: Image | None) -> bool:
    """Tell whether a program reads a file where it stands in its container."""
    if program == "httpd":
        return HTTPD.search(one.target) is not None
    if program in ("nginx", "grafana"):
        return one.direct or _is_kept(program, one.target)
    named = told(service, image)
    if named:
        return one.target in named
    if program == "traefik":
        return is_of(program, service, image)
    usual = USUAL.get(program)
    if usual is not None and is_of(program, service, image):
        return one.target in usual
    return one.direct or _is_named(program, one, service, image)


def _is_named(program: str, one: Placed, service: Service, image: Image | None) -> bool:
    """Tell whether a file of a mounted folder has its program's own name, and the image too."""
    name = image.base if image else service.image.text if service.image else ""
    own = {basename(each) for each in USUAL.get(program, ())}
    return basename(one.target) in own and program in words(repository(name)[0])


def _is_kept(program: str, target: str) -> bool:
    """Tell whether a program reads whatever lies where a file stands."""
    if program == "nginx":
        return target.startswith(NGINX) and INCLUDED.search(target) is not None
    return target.startswith("/etc/grafana/") and "/datasources/" in target


def told(service: Service, image: Image | None) -> frozenset[str]:
    """Return the files that a command line names as configuration."""
    found = CONFIG.finditer(started(service, image))
    return frozenset(match["path"] or match["short"] for match in found)


def started(service: Service, image: Image | None) -> str:
    """Return what a container is started with, in one text."""
    own = [*_words(service.entrypoint), *_words(service.command)]
    if image:
        own += [*_words(image.entrypoint), *_words(image.command)]
    return " ".join(own)[:LONGEST]


def _words(command: Command | None) -> list[str]:
    return [one.text for one in command.words] if command else []


def is_of(program: str, service: Service, image: Image | None) -> bool:
    """Tell whether a container runs an image of a program, its own or one made of it."""
    name = image.base if image else service.image.text if service.image else ""
    return IMAGES[program].match(basename(repository(name)[0])) is not None


def runs_alone(program: str, service: Service, image: Image | None) -> bool:
    """Tell whether nothing but a program runs in a container, so that nothing else listens."""
    if service.build is not None and image is None:
        return False
    return is_of(program, service, image) and MORE.search(started(service, image)) is None


def covers_usual(service: Service, files: Iterable[Placed]) -> bool:
    """Tell whether the server that nginx's image has of its own, on port 80, is no more there."""
    targets = {one.target for one in files} | {one.target for one in service.mounts}
    return any(REPLACING.search(one) for one in targets)


def is_template(one: Placed, service: Service, image: Image | None) -> bool:
    """Tell whether variables of the environment are put into a file before it is read."""
    if dirname(one.target).endswith("/templates") or one.target.endswith((".template", ".tmpl")):
        return True
    return "envsubst" in started(service, image)


def is_rewritten(one: Placed, service: Service, image: Image | None) -> bool:
    """Tell whether something may change a file before it is read."""
    if "sed " in started(service, image):
        return True
    return basename(one.target) in one.then and CHANGING.search(one.then) is not None

"""Which services have a file: by a mount, or by a COPY of their build."""

import re
from collections.abc import Iterable, Mapping, Sequence
from posixpath import basename

from tests.faults.composed import Service
from tests.faults.listening import process_of
from tests.faults.mounted import mounts
from tests.faults.nodes import words
from tests.faults.witnesses import build_of

ALONE = re.compile(
    r"(?:^|/)(?:nginx|nginx-unprivileged|openresty|caddy|haproxy|traefik|prometheus|alertmanager"
    r"|grafana|grafana-oss|grafana-enterprise|promtail|opentelemetry-collector(?:-contrib)?)\Z"
)
"""Images that run one program, by their names."""

MORE = re.compile(
    r";\s*\w|\||&&|(?<!&)&(?!&)|\b(?:sh|bash|supervisord?|s6\S*|node|python\S*|php-fpm|gunicorn|uvicorn|java)\b"
)
"""What a command says that may start another program beside."""

OPENED = re.compile(
    r"(?:listen|bind)\s+\S*?(\d{2,5})\b|^:?(\d{2,5})\s*\{|_port:?\s*(\d{2,5})", re.MULTILINE
)


def carriers(path: str, services: Iterable[Service]) -> list[Service]:
    """Return the services that have a file."""
    return [one for one in services if mounted(path, one) or copied(path, one)]


def mounted(path: str, service: Service) -> bool:
    """Tell whether a file, or a folder that it lies in, is mounted into a service."""
    sources = (one.source for one in mounts(service) if one.source)
    return any(one in (".", path) or path.startswith(f"{one}/") for one in sources)


def copied(path: str, service: Service) -> bool:
    """Tell whether the Dockerfile of a service copies a file by its name."""
    build = build_of(service) if "build" in service.whole else None
    if build is None or not (build.context == "." or path.startswith(f"{build.context}/")):
        return False
    form = re.compile(rf"(?:^|[\s/\"]){re.escape(basename(path))}(?=[\s\"]|\Z)")
    return any(name in ("COPY", "ADD") and form.search(rest) for name, rest in build.recipe.steps)


def named_for(path: str, service: Service, program: str) -> bool:
    """Tell whether a service has the file itself, or a folder that its program's image reads."""
    itself = any(path == one.source for one in mounts(service))
    return itself or copied(path, service) or program.lower() in base(service).lower()


def made_for(readers: Sequence[Service], path: str, program: str) -> list[Service]:
    """Return the readers that run a file's program by their image's name; all if none does."""
    mine = [one for one in readers if program.lower() in base(one).lower()]
    return [one for one in mine if named_for(path, one, program)] or list(readers)


def base(service: Service) -> str:
    """Return the image that a service is, or is built upon, without its tag."""
    build = build_of(service) if "build" in service.whole else None
    image = build.recipe.base if build else process_of(service).image or ""
    return re.sub(r"(?<=[^/]):[^/]*\Z", "", image.partition("@")[0])


def runs_alone(service: Service) -> bool:
    """Tell whether nothing but one program of a proxy or scraper runs in a service."""
    build = build_of(service) if "build" in service.whole else None
    lines = list(build.recipe.started.values()) if build else []
    lines += [" ".join(words(service.told(part))) for part in ("command", "entrypoint")]
    started = " ".join(lines)
    return ALONE.search(base(service)) is not None and MORE.search(started) is None


def opens(readers: Sequence[Service], number: int, files: Mapping[str, str]) -> bool:
    """Tell whether a file of the readers has them listen on a number."""
    carried = [path for path in files if carriers(path, readers)]
    told = (found for path in carried for found in OPENED.findall(files[path]))
    return any(str(number) in found for found in told)

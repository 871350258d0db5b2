"""What files and public knowledge say of where a service listens, read apart from portlint.

A fault that moves a port is decided only where one of them says where the service listens, and
nothing says that it may be elsewhere too. No answer of portlint has a part in this.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import yaml

from portlint.core.tables import image_ports
from tests.containers.composed import Checked, Service, pairs, scalars

NUMBER = re.compile(r"(?<![\w.-])(\d{2,5})(?![\w.])")
PORT_NAME = re.compile(r"port|listen|addr|bind|url", re.IGNORECASE)
ASKED = re.compile(r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0):(\d{2,5})(?!\d)")
OPENED = r"(?<![\w.\]-])(?:0\.0\.0\.0|\*|\[::\]|{name})?:(\d{{2,5}})(?!\d)"
"""A port behind no host, every host or the service's own name: what it opens, or announces."""

EXPOSED = re.compile(r"^\s*EXPOSE\s+(.*)$", re.MULTILINE | re.IGNORECASE)
BASE = re.compile(r"^\s*FROM\s+(?:--\S+\s+)?(\S+)", re.MULTILINE | re.IGNORECASE)
SETTINGS = frozenset(".conf .cfg .cnf .ini .yml .yaml .toml .json .xml .properties .hcl".split())


def said(file: Checked, service: Service) -> frozenset[int]:
    """Return every port that anything says of a service, `ports` and health checks included."""
    health = scalars(service.part("healthcheck"))
    asked = (int(port) for one in health for port in ASKED.findall(one.value))
    return frozenset((*told(file, service), *(inner for _, inner in service.ports), *asked))


def told(file: Checked, service: Service) -> frozenset[int]:
    """Return the ports that its image, program or variables say."""
    found = {
        int(port) for one in scalars(service.part("expose")) for port in NUMBER.findall(one.value)
    }
    for one in (*scalars(service.part("command")), *scalars(service.part("entrypoint"))):
        found |= {int(port) for port in re.findall(r"(?<![\w.])(\d{2,5})(?!\d)", one.value)}
    opened = re.compile(OPENED.format(name=re.escape(service.name)))
    for name, value in variables(service):
        found |= {int(port) for port in opened.findall(value)}
        if PORT_NAME.search(name) and value.isdigit():
            found.add(int(value))
    found |= {one.port for name in images(file, service) for one in image_ports(name)}
    for line in EXPOSED.findall(dockerfile(file, service)):
        found |= {int(port) for port in re.findall(r"\d{2,5}", line)}
    return frozenset(found)


def images(file: Checked, service: Service) -> tuple[str, ...]:
    """Return the images that a service is, or is built upon."""
    built = BASE.findall(dockerfile(file, service))
    return tuple(built) or (default(service.text("image")),)


def default(text: str) -> str:
    """Return a text with the defaults of its variables put in."""
    return re.sub(r"\$\{\w+:?-?([^{}]*)\}", r"\1", text)


def dockerfile(file: Checked, service: Service) -> str:
    """Return the text of the Dockerfile that a service is built by, empty where none is."""
    build = service.part("build")
    if build is None:
        return ""
    parts = {name: str(value.value) for name, (_, value) in pairs(build).items()}
    context = parts.get("context", ".") if parts else str(build.value)
    return file.beside(f"{context}/{parts.get('dockerfile', 'Dockerfile')}")[1]


def variables(service: Service) -> Iterator[tuple[str, str]]:
    """Yield the variables that a service sets in its own entry."""
    node = service.part("environment")
    for name, (_, value) in pairs(node).items():
        yield name, str(value.value)
    for one in scalars(node) if isinstance(node, yaml.SequenceNode) else ():
        name, _, text = str(one.value).partition("=")
        yield name, text


def unsure(file: Checked, service: Service, port: int) -> str:
    """Say why another port than this one may be open as well, empty where it cannot."""
    if port not in said(file, service):
        return "nothing says where the service listens"
    rows = [one for name in images(file, service) for one in image_ports(name)]
    fixed = bool(rows) and all(one.flagged for one in rows)
    if configured(service) and not fixed:
        return "a mounted configuration may say where it listens"
    return ""


def configured(service: Service) -> bool:
    """Tell whether a file is mounted that may say where the service listens."""
    for entry in pairs_or_items(service.part("volumes")):
        target = entry.split(":")[1] if ":" in entry else ""
        if PurePosixPath(target).suffix in SETTINGS or re.search(r"/(?:etc|conf)", target):
            return True
    return "configs" in service.parts


def pairs_or_items(node: yaml.Node | None) -> Iterator[str]:
    """Yield each item of a list in short form, what is in long form laid out as that."""
    for one in node.value if isinstance(node, yaml.SequenceNode) else ():
        parts = {name: str(value.value) for name, (_, value) in pairs(one).items()}
        yield f"{parts.get('source', '')}:{parts.get('target', '')}" if parts else str(one.value)

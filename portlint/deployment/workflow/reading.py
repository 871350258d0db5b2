"""A document of GitHub Actions as a workflow.

Semantics: https://docs.github.com/en/actions/tutorials/use-containerized-services/use-docker-service-containers
"""

import re
from collections.abc import Iterator

from portlint.core import Document, Items, Map, Text, Value
from portlint.core.tables import image_ports
from portlint.core.tree import texts
from portlint.deployment.workflow.model import Aid, Job, Step, Workflow

MAPPING = re.compile(r"(?:\d+\.[\d.]+:)?(?:(?P<host>\d{1,5}):)?(?P<container>\d{1,5})(?:/tcp)?\Z")
OTHER_TRANSPORT = re.compile(r"[\d.:]+/(?:udp|sctp)\Z")
MATRIX = re.compile(r"\$\{\{\s*matrix\.([\w-]+)\s*\}\}\Z")
EXPRESSION = "${{"
REWIRED = re.compile(r"(?<!\S)(?:-p|-P|--publish|--publish-all|--net(?:work)?)(?![\w-])")
"""Docker's own options, which may publish more ports or join another network."""


def workflow(document: Document) -> Workflow | None:
    """Return a document as a workflow, None where it is none (an action's own file)."""
    jobs = document.root.map("jobs").pairs
    if not jobs:
        return None
    read = (_job(name, value) for name, value in jobs if isinstance(value, Map))
    return Workflow(document.location.path, document.root.map("env"), tuple(read))


def _job(name: Text, value: Map) -> Job:
    services = value.map("services").pairs
    aids = (_aid(label, one) for label, one in services if isinstance(one, Map))
    steps = (_step(one) for one in value.items("steps") if isinstance(one, Map))
    env = (value.map("env"), value.map("container", "env"))
    return Job(
        name.value,
        value.location,
        _in_container(value.get("container")),
        _hosted(value),
        tuple(aid for aid in aids if aid),
        tuple(steps),
        env,
    )


def _step(value: Map) -> Step:
    run = value.get("run")
    return Step(run if isinstance(run, Text) else None, value.text("uses"), value.map("env"))


def _in_container(value: Value | None) -> bool | None:
    """Tell whether a job has a container; an image that may be empty leaves it open."""
    image = value.get("image") if isinstance(value, Map) else value
    if value is None or (isinstance(value, Text) and value.empty):
        return False
    if not isinstance(image, Text) or image.value.startswith(EXPRESSION) or not image.value:
        return None
    options = value.text("options") if isinstance(value, Map) else ""
    return None if REWIRED.search(options) or EXPRESSION in options else True


def _hosted(job: Map) -> bool:
    """Tell whether every label of its runner names Ubuntu: then nothing else runs there."""
    wanted = job.get("runs-on")
    if isinstance(wanted, Text) and (match := MATRIX.match(wanted.value)):
        wanted = job.get("strategy", "matrix", match[1])
    labels = [one.value for one in texts(wanted)] if isinstance(wanted, Text | Items) else []
    return bool(labels) and all("ubuntu" in label.lower() for label in labels)


def _aid(label: Text, value: Map) -> Aid | None:
    """Return a service; None where an expression decides whether it runs, or on what network."""
    image, options = value.text("image"), value.text("options")
    if not image or image.startswith(EXPRESSION) or "host" in _networks(options):
        return None
    pairs = list(_published(value.get("ports")))
    known = None not in pairs and not REWIRED.search(options)
    published = {target: host for target, host in filter(None, pairs) if target}
    listens = published.keys() | set(_listened(value, image))
    return Aid(label.value, label.location, image, published, frozenset(listens), known)


def _networks(options: str) -> list[str]:
    return re.findall(r"--net(?:work)?[= ]\s*(\S+)", options)


def _published(ports: Value | None) -> Iterator[tuple[int, int] | None]:
    """Yield container port and runner's port of each mapping, None for one that is not known."""
    if isinstance(ports, Text) and not ports.empty:
        yield None
    for one in ports.items if isinstance(ports, Items) else ():
        written = one.value if isinstance(one, Text) else ""
        match = MAPPING.match(written)
        if match:
            yield int(match["container"]), int(match["host"] or 0)
        elif not OTHER_TRANSPORT.match(written):
            yield None


def _listened(value: Map, image: str) -> Iterator[int]:
    """Yield the ports that an image listens on, none where its settings may move them."""
    settings = {key.value for key, _ in value.map("env").pairs}
    moved = value.get("command") or value.get("entrypoint")
    for one in image_ports(image.partition(EXPRESSION)[0]) if moved is None else ():
        if (
            one.transport == "tcp"
            and one.port
            and settings.isdisjoint(one.variables) != one.optional
        ):
            yield one.port

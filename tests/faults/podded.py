"""A container of a pod written as a service of Compose, so that it is decided as one is."""

from collections.abc import Iterable, Iterator

import yaml

from tests.faults.composed import Composed, Repository, Service
from tests.faults.environment import Values
from tests.faults.manifest import Manifest, at, each, said, texts
from tests.faults.nodes import words

NAME = "the container"
"""No service of a Compose file is called so."""

ABSENT = "what no file of this name has"
"""An env file that is not there, from which any variable may come."""


def as_service(files: Repository, container: yaml.Node, beside: Iterable[Manifest]) -> Service:
    """Return a container as a service; `beside` are the objects that it may read."""
    told, whole = environment(container, list(beside))
    ports = [said(one, "containerPort") for one in each(container, "ports")]
    paths = [said(one, "mountPath") for one in each(container, "volumeMounts")]
    entry: dict[str, object] = {
        "image": said(container, "image"),
        "environment": [name if text is None else f"{name}={text}" for name, text in told.items()],
        "expose": ports,
        "volumes": [f"volume:{path}" for path in paths if path],
    }
    if not whole:
        entry["env_file"] = ABSENT
    for key, name in (("command", "entrypoint"), ("args", "command")):
        if at(container, key) is not None:
            entry[name] = words(at(container, key))
    text = yaml.safe_dump({"services": {NAME: entry}}).replace("$", "$$")
    return Composed("", files, text).services[NAME]


def environment(container: yaml.Node, beside: list[Manifest]) -> tuple[Values, bool]:
    """Return a container's variables, None where no file has a value, and whether that is all."""
    found: dict[str, str | None] = {}
    whole = True
    for one in each(container, "envFrom"):
        ref = at(one, "configMapRef") or at(one, "secretRef")
        held = [other for other in beside if holds(other, said(ref, "name"))]
        whole = whole and len(held) == 1
        found |= {name: value for other in held for name, value in held_by(other)}
    for one in each(container, "env"):
        source = at(one, "valueFrom", "configMapKeyRef")
        told = said(one, "value") if at(one, "value") is not None else None
        held = [other for other in beside if source and holds(other, said(source, "name"))]
        values = [dict(held_by(other)).get(said(source, "key")) for other in held]
        found[said(one, "name")] = values[0] if len(values) == 1 else told
    return found, whole


def holds(one: Manifest, name: str) -> bool:
    """Tell whether an object is one that containers read by a name."""
    return one.kind in ("ConfigMap", "Secret") and one.name == name


def held_by(one: Manifest) -> Iterator[tuple[str, str | None]]:
    """Yield what a ConfigMap or a Secret holds, None for what is encoded."""
    encoded = one.kind == "Secret"
    yield from (
        (key, None if encoded else str(node.value)) for key, node in texts(one.node, "data")
    )
    yield from ((key, str(node.value)) for key, node in texts(one.node, "stringData"))

"""What a Compose service sees of the repository's files, and where: `volumes` and `configs`."""

import re
from collections.abc import Iterator
from dataclasses import replace

from portlint.core import Map, Text, Value
from portlint.deployment.compose.ground import Ground
from portlint.deployment.compose.variables import join
from portlint.deployment.model import Mount

HERE = re.compile(r"\A(?:\$\{PWD\}|\$PWD)(?=/|\Z)")


def mounts(service: Map, ground: Ground) -> Iterator[Mount]:
    """Yield the files and folders of the repository that the container sees."""
    for one in service.items("volumes"):
        if isinstance(one, Text):
            source, target = _bind(ground.read(_here(one)))
        elif isinstance(one, Map) and one.text("type") in ("bind", ""):
            given = one.get("source")
            source = ground.read(_here(given)) if isinstance(given, Text) else ""
            target = ground.text(one, "target")
        else:
            continue
        if source.startswith((".", "/")) or (isinstance(one, Map) and source):
            path = join(ground.folder, source)
            if not source.startswith("/") and not path.startswith(".."):
                yield Mount(one.location, path, target.rstrip("/") or "/")
    for one in service.items("configs"):
        yield from _config(one, ground)


def _config(one: Value, ground: Ground) -> Iterator[Mount]:
    """Yield what a config puts into the container: a file, or a text of the Compose file."""
    name = ground.read(one) if isinstance(one, Text) else ""
    target = ""
    if isinstance(one, Map):
        name, target = ground.text(one, "source"), ground.text(one, "target")
    entry = ground.configs.get(name, Map(one.location))
    content, file = entry.get("content"), entry.text("file")
    if isinstance(content, Text):
        place = content.location
        yield Mount(one.location, place.path, target or f"/{name}", place)
    elif file and not file.startswith(("/", "~")):
        yield Mount(one.location, join(ground.folder, file), target or f"/{name}")


def targets(service: Map, ground: Ground) -> Iterator[str]:
    """Yield where in the container anything is mounted."""
    for one in service.items("volumes"):
        if isinstance(one, Map):
            yield ground.text(one, "target")
        elif isinstance(one, Text):
            source, target = _bind(ground.read(one))
            yield target or source
    for one in service.items("configs"):
        name = one.text("target") if isinstance(one, Map) else ""
        if isinstance(one, Text):
            name = ground.read(one)
        yield name if name.startswith("/") else f"/etc/{name}"


def _here(one: Text) -> Text:
    """Return a path in which the shell's folder is the project's: Compose is run there."""
    return replace(one, value=HERE.sub(".", one.value))


def _bind(text: str) -> tuple[str, str]:
    source, _, rest = text.partition(":")
    return source, rest.partition(":")[0]

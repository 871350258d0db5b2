"""Images that are named in one place and built in another of the same repository.

A Compose file, skaffold or a command says so, or the name of the folder that a Dockerfile stands
in. What is found is a service with a `build`, so that it is read as one that always had it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from posixpath import basename, dirname, join, normpath, relpath

import yaml

from portlint.core.tables import image_ports, images, repository
from tests.faults.commanded import Built, by_commands
from tests.faults.composed import Repository, Service
from tests.faults.environment import settled
from tests.faults.nodes import pairs

IMAGE = re.compile(r"^[ \t]*(?:-[ \t]+)?image:[ \t]*[\"']?([\w./:@-]+)", re.MULTILINE)
PACKED = frozenset("bazel jib buildpacks custom ko".split())
"""Ways in which skaffold builds without a Dockerfile."""


def linked(service: Service) -> Service:
    """Return a service with the build of its image, itself where it has one or none is known."""
    image = settled(service.text("image"), service.file) or ""
    if "build" in service.whole or not image or image_ports(image):
        return service
    found = built_as(service.file.repository, image)
    if found is None:
        return service
    told = {
        "context": relpath(found.context or ".", service.file.folder or "."),
        "dockerfile": relpath(found.file, found.context or "."),
    } | ({"target": found.target} if found.target else {})
    build = yaml.compose(yaml.safe_dump({"build": told}), yaml.SafeLoader)
    assert isinstance(build, yaml.MappingNode)
    node = yaml.MappingNode(
        service.node.tag, [*service.node.value, *build.value],
        service.node.start_mark, service.node.end_mark, service.node.flow_style,
    )  # fmt: skip
    return replace(service, node=node)


def built_as(files: Repository, image: str) -> Built | None:
    """Return how an image is built, None where nothing says so, or several things do."""
    whole = repository(image)[0]
    told = told_of(files)
    own = basename(whole)
    found = told.get(whole) or {
        *(one for name, each in told.items() if basename(name) == own for one in each),
        *(one for name, one in commanded(files) if name == own),
    }
    found = found or in_folder(files, whole)
    one = next(iter(found)) if len(found) == 1 else None
    return one if one and one.file in files.files else None


@lru_cache(maxsize=2)
def commanded(files: Repository) -> frozenset[tuple[str, Built]]:
    """Return what commands build, by the last part of a name."""
    return frozenset(by_commands(files))


@lru_cache(maxsize=2)
def told_of(files: Repository) -> Mapping[str, set[Built]]:
    """Return the builds that files tell of, by the name of the image."""
    found: dict[str, set[Built]] = {}
    for name, one in (*by_compose(files), *by_skaffold(files)):
        found.setdefault(repository(name)[0], set()).add(one)
    return found


def by_compose(files: Repository) -> Iterator[tuple[str, Built]]:
    """Yield what services of Compose files build and name."""
    for file in files.composed.values():
        for service in file.services.values():
            image, node = settled(service.text("image"), file), service.told("build")
            if not image or node is None:
                continue
            long = {key: str(value.value) for key, (_, value) in pairs(node).items()}
            named = long.get("context", "." if long else str(node.value))
            context = normpath(join(file.folder, settled(named, file) or "\0"))
            path = normpath(join(context, long.get("dockerfile", "Dockerfile")))
            yield image, Built(context, path, long.get("target", ""))


def by_skaffold(files: Repository) -> Iterator[tuple[str, Built]]:
    """Yield the artifacts of skaffold."""
    for path in files.paths:
        if not re.fullmatch(r"skaffold[\w.-]*\.ya?ml", basename(path)):
            continue
        try:
            documents = list(yaml.safe_load_all(files.files[path]))
            artifacts = [each for one in documents if one for each in one["build"]["artifacts"]]
        except (yaml.YAMLError, KeyError, TypeError):
            continue
        for each in artifacts:
            context = normpath(join(dirname(path), each.get("context", ".")))
            named = (each.get("docker") or {}).get("dockerfile", "Dockerfile")
            file = "" if not PACKED.isdisjoint(each) else normpath(join(context, named))
            yield each["image"], Built(context, file)


def in_folder(files: Repository, whole: str) -> set[Built]:
    """Return the builds in the folder that an image is called after.

    Before the folder's name may stand what another image has before the name of its own.
    """
    own = basename(whole)
    folders = folders_of(files)
    if own in copied():
        return set()
    if own in folders:
        return folders[own]
    everyone = {repository(one)[0] for one in images_of(files)}
    for end in re.finditer(r"[-_.]", own):
        before = whole[: len(whole) - len(own) + end.end()]
        rests = {one.removeprefix(before) for one in everyone if one.startswith(before)}
        rest = own[end.end() :]
        if rest in folders and rest not in copied() and len(rests & folders.keys()) > 1:
            return folders[rest]
    return set()


@lru_cache
def copied() -> frozenset[str]:
    """Return the names of images that many make one of: official ones, and vendors' own."""
    whole = {name.partition(":")[0] for name in images()}
    official = {one for one in whole if "/" not in one}
    vendors = {basename(one) for one in whole if basename(one) in dirname(one).split("/")}
    return frozenset(official | vendors | {basename(o) for o in whole if "bitnami/" in o})


@lru_cache(maxsize=2)
def folders_of(files: Repository) -> Mapping[str, set[Built]]:
    """Return the Dockerfiles of a repository by the name of their folder."""
    found: dict[str, set[Built]] = {}
    for path in files.paths:
        folder = dirname(path)
        if folder and basename(path) in ("Dockerfile", "dockerfile"):
            found.setdefault(basename(folder), set()).add(Built(folder, path))
    return found


@lru_cache(maxsize=2)
def images_of(files: Repository) -> frozenset[str]:
    """Return all images that are named in YAML files."""
    texts = (files.files[path] for path in files.paths if path.endswith((".yaml", ".yml")))
    return frozenset(name for text in texts for name in IMAGE.findall(text))

"""Images that commands of scripts, pages and workflows build, with the folders they mean."""

import re
from collections.abc import Collection, Iterator

from portlint.core import Builds, Dockerfile, Document, Facts, Map, Project
from portlint.deployment.compose.variables import join
from portlint.deployment.model import Build

ACTION = "docker/build-push-action@"
TAG = re.compile(r"[\s,]+")
PUT_IN = re.compile(r"\$\{\{[^{}]*\}\}")


def commanded(project: Project) -> Iterator[tuple[str, Build]]:
    """Yield what commands build: from their file's folder, or from the repository's."""
    known = {one.location.path for one in project.facts.of(Dockerfile)}
    folders = {path[:end] for path in known for end, sign in enumerate(path) if sign == "/"}
    for one in project.facts.of(Builds):
        own = one.location.path.rpartition("/")[0]
        for place in _places(own, one.folder, folders):
            context = join(place, one.context)
            path = join(place, one.file) if one.file else join(context, "Dockerfile")
            if path in known:
                yield one.image, Build(one.location, context, path, one.target)
                break


def _places(own: str, gone: str, folders: Collection[str]) -> tuple[str, ...]:
    """Return from where a command may run: where a script went, if that is of the repository."""
    went = tuple(join(folder, gone) for folder in (own, "")) if gone else ()
    return went if any(one in folders for one in went) else (own, "")


def acted(facts: Facts) -> Iterator[tuple[str, Build]]:
    """Yield what steps of workflows build with Docker's own action.

    https://github.com/docker/build-push-action#inputs
    """
    for document in facts.of(Document):
        if document.dialect != "github-actions":
            continue
        for _, job in document.root.map("jobs").pairs:
            for step in job.items("steps") if isinstance(job, Map) else ():
                if isinstance(step, Map) and step.text("uses").startswith(ACTION):
                    yield from _pushed(step.map("with"))


def _pushed(given: Map) -> Iterator[tuple[str, Build]]:
    context = join("", given.text("context") or ".")
    file = given.text("file")
    path = join("", file) if file else join(context, "Dockerfile")
    for tag in TAG.split(PUT_IN.sub("$", given.text("tags"))):
        name = tag.rpartition("/")[2].partition(":")[0]
        if name and "$" not in f"{name}{context}{path}":
            yield name, Build(given.location, context, path, given.text("target"))

"""What all files of a repository tell of its own images: who builds them, and who runs them."""

from collections.abc import Iterable, Iterator

from portlint.core import Dockerfile, Document, Facts, Map, Project
from portlint.deployment.built.claiming import composed, podded
from portlint.deployment.built.commanded import acted, commanded
from portlint.deployment.compose.variables import join
from portlint.deployment.image import Links, links
from portlint.deployment.kubernetes import cluster_of
from portlint.deployment.model import Build, Stack
from portlint.deployment.stacks import stacks_of

OTHERWISE = frozenset("bazel jib jibMaven jibGradle buildpacks custom ko".split())
"""How skaffold builds what no Dockerfile makes."""


def links_of(project: Project) -> Links:
    """Return which images of a project are built from which of its Dockerfiles."""
    stacks, cluster = stacks_of(project), cluster_of(project)
    files = [one.location for one in project.facts.of(Dockerfile)]
    told = [*_composed(stacks), *_of_skaffold(project.facts)]
    used = [*composed(stacks), *podded(cluster)]
    return links(files, told, [*commanded(project)], used, [*acted(project.facts)])


def _composed(stacks: Iterable[Stack]) -> Iterator[tuple[str, Build]]:
    """Yield the images that Compose builds and names."""
    for stack in stacks:
        for one in stack.services.values():
            plain = one.build and one.build.context is not None and not one.build.inline
            if one.build and plain and one.image and one.image.known:
                yield one.image.text, one.build


def _of_skaffold(facts: Facts) -> Iterator[tuple[str, Build]]:
    """Yield the artifacts of skaffold; those that no Dockerfile makes lead to none.

    https://skaffold.dev/docs/references/yaml/
    """
    for document in facts.of(Document):
        if document.dialect != "skaffold":
            continue
        folder = document.location.path.rpartition("/")[0]
        for one in document.root.items("build", "artifacts"):
            if isinstance(one, Map):
                yield one.text("image"), _artifact(folder, one)


def _artifact(folder: str, one: Map) -> Build:
    context = join(folder, one.text("context") or ".")
    keys = {key.value for key, _ in one.pairs}
    if keys & OTHERWISE:
        return Build(one.location, context)
    made = one.map("kaniko" if "kaniko" in keys else "docker")
    path = join(context, made.text("dockerfile") or "Dockerfile")
    return Build(one.location, context, path, made.text("target"))

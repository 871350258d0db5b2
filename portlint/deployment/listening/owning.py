"""Which code is the program of a container: its service's own, and no other's."""

import re
from collections.abc import Collection, Iterable
from posixpath import basename, dirname, normpath

from portlint.core.judgement import runs
from portlint.deployment.image import Image
from portlint.deployment.listening.knowing import taken
from portlint.deployment.listening.sources import Sources
from portlint.deployment.model import Service

VARIANT = re.compile(
    r"(?:docker|container)file(?:[._-](?:dev\w*|prod\w*|local|debug|alpine|slim|multi))?\Z"
)
"""Names of Dockerfiles that build one program in several ways."""

STARTED = re.compile(
    r"(?:\A|\s|/)(?:python|python3|node|bun|deno run|tsx|ts-node|ruby)\s+(?:-[uOBE]\s+)*"
    r"(?:-m\s+(?P<module>\w+(?:\.\w+)*)|(?P<file>(?:\./)?\w[\w./-]*\.(?:py|[cm]?[jt]s|rb)))(?!\S)"
)
"""How a command starts a file of the repository's."""


def own_places(
    service: Service, image: Image | None, recipes: Iterable[str], sources: Sources
) -> tuple[str, ...]:
    """Return the folders and files whose code a service runs, none where it may be another's.

    What is built of the whole repository owns what its stage takes by name, or its whole
    Dockerfile; or all, which is the empty folder, where each Dockerfile (`recipes`, by path) makes
    a variant of one image.
    """
    context = service.build.context or "" if service.build else ""
    home = dirname(image.path) if image else ""
    if context:
        return (home,) if home.startswith(f"{context}/") else (context,)
    if image is None or service.build is None or (home and sources.has_code(home)):
        return (home,) if home else ()
    if service.build.context is None:
        return ()
    copied = [normpath(one.source.lstrip("/")) for one in image.copies]
    for places in (copied, taken(image, "", sources)):
        named = tuple(dict.fromkeys(one for one in places if one and sources.has_code(one)))
        if named and not {"", "."} & {*places}:
            return _started(service, named, sources) or named
    return _started(service, copied, sources) or _whole(recipes)


def _started(service: Service, places: Collection[str], sources: Sources) -> tuple[str, ...]:
    """Return the file or package that a command starts, where an image has it by some places.

    A package may lie in any folder of them; a file is found where all of the repository is there.
    """
    line = " ".join(one.text for one in service.command.words) if service.command else ""
    match = STARTED.search(line)
    if match is None:
        return ()
    package = (match["module"] or "").replace(".", "/")
    path = normpath(f"{package}.py" if package else match["file"])
    if "." in places and sources.has(path):
        return (path,)
    within = [dirname(one) for one in sources.ending(f"{package}/__main__.py")] if package else []
    here = [one for one in within if "." in places or f"{one}/".startswith(_below(places))]
    return tuple(here) if len(within) == 1 else ()


def _below(places: Collection[str]) -> tuple[str, ...]:
    return tuple(f"{one}/" for one in places)


def _whole(recipes: Iterable[str]) -> tuple[str, ...]:
    """Return the whole repository as a place, if all its Dockerfiles build one program."""
    shipped = [one for one in recipes if runs(one) and not one.startswith(".")]
    variants = all(VARIANT.match(basename(one).lower()) for one in shipped)
    return ("",) if variants and len({dirname(one) for one in shipped}) == 1 else ()

"""What commands of scripts, pages and workflows build: `docker build`, and Docker's own action."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from posixpath import dirname, join, normpath

import yaml

from tests.faults.composed import Repository

SCRIPTS = re.compile(r"(?:\.(?:sh|bash|md|ya?ml|mk)|Makefile|justfile)\Z")
COMMAND = re.compile(r"\b(?:docker|podman) (?:(?:buildx|image) )?build (?P<told>[^\n;|&`<>]+)")
VALUE = re.compile(r"\$\([^()]*\)|\$\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\w+")
NAMED = re.compile(r"(?:\A|/)(?P<name>[\w.-]+)(?::[^/]*)?\Z")
VALUED = frozenset(
    "-t --tag -f --file --target --build-arg --platform --cache-from --cache-to --network --label "
    "--secret --progress -o --output --ssh --build-context --builder".split()
)
"""Options that take a value behind a blank."""

WENT = re.compile(r"(?<![\w-])(?:cd|pushd|working-directory:)\s+[\"']?([\w./-]+)")


@dataclass(frozen=True, slots=True)
class Built:
    """How an image is built; paths are relative to the repository, no file where none says."""

    context: str
    file: str
    target: str = ""


def by_commands(files: Repository) -> Iterator[tuple[str, Built]]:
    """Yield what commands build, by the last part of the name of what they make."""
    for path in files.paths:
        text = files.files[path] if SCRIPTS.search(path) else ""
        if " build " in text:
            yield from by_docker(files, path, text.replace("\\\n", " "))
        if "docker/build-push-action" in text:
            yield from by_action(text)


def by_docker(files: Repository, path: str, text: str) -> Iterator[tuple[str, Built]]:
    """Yield what `docker build` makes, from the folder of its file or the repository's."""
    for match in COMMAND.finditer(text):
        words = VALUE.sub("$", match["told"]).replace("=", " ").split()
        told = {name: value.strip("\"'") for name, value in pairwise(words) if name in VALUED}
        values = {at + 1 for at, one in enumerate(words) if one in VALUED}
        free = [one for at, one in enumerate(words) if at not in values and one[0] != "-"]
        name = NAMED.search(told.get("-t") or told.get("--tag") or "")
        file = told.get("-f") or told.get("--file") or ""
        context = free[0].strip("\"')") if free else "$"
        went = WENT.findall(text[: match.start()])
        if name and "$" not in context + file:
            for place in places(files, dirname(path), went):
                folder = normpath(join(place, context))
                one = normpath(join(place, file) if file else join(folder, "Dockerfile"))
                if one in files.files:
                    yield name["name"], Built(folder, one, told.get("--target", ""))
                    break


def places(files: Repository, own: str, went: list[str]) -> list[str]:
    """Return the folders from which a command may run: where it went, if there is such a one."""
    gone = [normpath(join(one, went[-1])) for one in (own, "")] if went else []
    there = any(path.startswith(f"{one}/") for one in gone for path in files.paths)
    return gone if there else [own, ""]


def by_action(text: str) -> Iterator[tuple[str, Built]]:
    """Yield what Docker's own action makes in the steps of a workflow."""
    try:
        jobs = yaml.safe_load(text)["jobs"].values()
        steps = [step for job in jobs for step in job.get("steps") or () if isinstance(step, dict)]
    except (yaml.YAMLError, AttributeError, KeyError, TypeError):
        return
    for step in steps:
        if str(step.get("uses", "")).startswith("docker/build-push-action@"):
            told = {key: str(value) for key, value in (step.get("with") or {}).items()}
            context = normpath(told.get("context", "."))
            file = normpath(told.get("file") or join(context, "Dockerfile"))
            for tag in re.split(r"[\s,]+", VALUE.sub("$", told.get("tags", ""))):
                if (name := NAMED.search(tag)) and "$" not in context + file:
                    yield name["name"], Built(context, file, told.get("target", ""))

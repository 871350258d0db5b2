"""What a service's variables hold on a machine that starts the files as they are."""

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from tests.faults.composed import Composed, Service
from tests.faults.nodes import items, merged, pairs, scalars

VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::?[-?](?P<default>[^{}]*))?\}|\$(?P<bare>\w+)")
LINE = re.compile(r"^[ \t]*(?:export[ \t]+)?(?P<name>[\w.]+)=(?P<value>.*)$", re.MULTILINE)
NAMED = re.compile(r"^[ \t]*#?[ \t]*(?:export[ \t]+)?([\w.]+)=", re.MULTILINE)
SAMPLE = re.compile(r"(?:^|[._-])(?:example|sample|template|dist|default)s?(?=[._-]|\Z)")

Values = Mapping[str, str | None]
"""Variables by name; None where a value cannot be read."""


def lines(text: str) -> dict[str, str]:
    """Return the variables of an env file."""
    return {one["name"]: one["value"].strip().strip("\"'") for one in LINE.finditer(text)}


def settled(text: str, file: Composed) -> str | None:
    """Return a text of a Compose file with its variables put in, None where one is not known."""
    unknown = False

    def put(match: re.Match[str]) -> str:
        nonlocal unknown
        values = _held(match["name"] or match["bare"], match["default"], file)
        unknown |= len(values) != 1
        return next(iter(values), "")

    found = VARIABLE.sub(put, text.replace("$$", "\0")).replace("\0", "$")
    return None if unknown else found


def _held(name: str, default: str | None, file: Composed) -> set[str]:
    """Return what a variable of the file itself may hold: `.env` says it, or nothing does."""
    _, committed = file.beside(".env")
    if committed is not None and name in lines(committed):
        return {lines(committed)[name]}
    found = set() if default is None else {default}
    if committed is None:
        told = (lines(text) for text in samples(file.beside(".env")[0], file))
        found |= {one[name] for one in told if name in one}
    return found


def samples(path: str, file: Composed) -> Iterator[str]:
    """Yield the committed samples of an env file that is not committed itself."""
    for one in file.repository.paths:
        name = basename(one)
        if dirname(one) == dirname(path) and SAMPLE.search(name) and "env" in name:
            yield file.repository.files[one]


def variables(service: Service) -> Values:
    """Return what a service is told, by its own entry and by the env files that are there."""
    found: dict[str, str | None] = {}
    for _, text in env_files(service):
        found |= lines(text or "")
    node = service.told("environment")
    for name, (_, value) in merged(node).items():
        found[name] = settled(str(value.value), service.file) if value.value != "" else None
    for one in items(node):
        name, equals, text = str(one.value).partition("=")
        found[name] = settled(text, service.file) if equals else None
    return found


def env_files(service: Service) -> Iterator[tuple[str, str | None]]:
    """Yield the path of each env file of a service with its text, None where it is not there."""
    node = service.told("env_file")
    for entry in items(node) or ([node] if node is not None else []):
        long = pairs(entry)
        for one in scalars(long["path"][1] if "path" in long else entry):
            yield service.file.beside(settled(str(one.value), service.file) or "\0")


def hidden(service: Service) -> frozenset[str] | None:
    """Return the names that env files set which are not in the repository, by their samples.

    None says that they may set anything.
    """
    found: set[str] = set()
    for path, text in env_files(service):
        if text is None:
            known = list(samples(path, service.file))
            if not known:
                return None
            found |= {name for one in known for name in NAMED.findall(one)}
    return frozenset(found)


def readers(path: str, service: Service) -> list[Service]:
    """Return the services of the folder that read an env file."""
    files = [service.file, *service.file.others]
    everyone = (one for file in files for one in file.services.values())
    return [one for one in everyone if any(path == held for held, _ in env_files(one))]

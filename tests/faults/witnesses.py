"""What speaks for a port beside EXPOSE: a command, a variable, a health check, code."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from posixpath import basename, dirname, join, normpath

from tests.faults.composed import Service
from tests.faults.environment import settled, variables
from tests.faults.launching import line_of, program, scripts_of, usual
from tests.faults.nodes import merged, words
from tests.faults.recipe import Recipe, recipe_of

OWN = re.compile(
    r"(?:APP|API|HTTP|HTTPS|SERVER|SERVICE|WEB|LISTEN|LISTENING|BIND|NODE|UVICORN|GUNICORN|GRPC)?"
    r"_?(?:PORT|LISTEN|LISTEN_ADDR|LISTEN_ADDRESS|BIND|BIND_ADDR|BIND_ADDRESS|ADDR|ADDRESS)"
    r"|ASPNETCORE_(?:URLS|HTTP_PORTS)|SERVER_PORT|server\.port"
)
"""Variables by which a program is commonly told where to listen."""

ASKED = r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):{}(?!\d)"
WEB = frozenset((80, 443))
"""Ports that settings name for other hosts as often as for themselves."""

LISTENING = r"(?i:{1}listen|bind|addr)\w*[\"')\]]*[^\n\d]{{0,30}}(?<![\w.]){0}(?![\w.])"
LISTED = r"[\"'](?:0\.0\.0\.0|\[::\])?:{0}[\"']"
CODE = re.compile(r"\.(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|kt|scala|cs|fs|exs?)\Z")
READ = re.compile(
    r"\.(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|kt|scala|cs|fs|exs?|sh|json|ya?ml|toml|ini|cfg|conf"
    r"|properties|xml|env)\Z|(?:^|/)\.env\b|Procfile\Z"
)
PASSED_OVER = re.compile(
    r"(?:^|/)(?:node_modules|tests?|__tests__|spec|docs?|vendor|dist|e2e)/|lock\.(?:json|yaml)\Z"
    r"|(?:^|/)(?:k8s|kubernetes|helm|charts|terraform|monitoring|grafana|prometheus|\.\w+)/"
    r"|(?:^|/)[^/]*compose[^/]*\.ya?ml\Z|\.(?:test|spec)\.\w+\Z|_test\.\w+\Z"
)
MOST = 600
"""Files of a build context; what is larger holds more than one service."""


@dataclass(frozen=True, slots=True)
class Build:
    """A service's Dockerfile, read, and the folders that it and its files lie in."""

    recipe: Recipe
    context: str
    folder: str


def build_of(service: Service) -> Build | None:
    """Return what a service is built by, None where it is not there."""
    node = service.told("build")
    long = {name: value for name, (_, value) in merged(node).items()}
    place = str(long["context"].value) if "context" in long else "." if long else ""
    place = place or str(getattr(node, "value", ""))
    context = service.file.beside(settled(place, service.file) or "\0")[0]
    named = str(long["dockerfile"].value) if "dockerfile" in long else "Dockerfile"
    path = normpath(join(context, named))
    files = service.file.repository.files
    text = files.get(path, files.get(path.removesuffix("Dockerfile") + "dockerfile"))
    target = str(long["target"].value) if "target" in long else ""
    told = long.get("args")
    pairs = {
        name: settled(str(value.value), service.file) for name, (_, value) in merged(told).items()
    }
    for one in words(told) if told is not None and not pairs else ():
        name, _, value = one.partition("=")
        pairs[name] = settled(value, service.file)
    args = {name: value or "" for name, value in pairs.items()}
    recipe = recipe_of(text or "", target, args)
    return Build(recipe, context, _folder(service, path, context)) if recipe else None


def _folder(service: Service, path: str, context: str) -> str:
    """Return the folder of a Dockerfile, or the one that it is built in if no code lies there."""
    home = dirname(path) or "."
    repository = service.file.repository
    return home if any(map(CODE.search, repository.under(home))) else context


def witnesses(service: Service, build: Build, port: int, aside: str) -> Iterator[bool]:
    """Yield for each witness whether it says that a service listens on a port."""
    yield from done(service, build, port)
    asked = re.compile(ASKED.format(port))
    health = words(service.told("healthcheck")) if aside != "healthcheck" else []
    yield any(asked.search(one) for one in (*health, *build.recipe.health))
    yield usual(started(service, build)) == port


def done(service: Service, build: Build, port: int) -> Iterator[bool]:
    """Yield whether the command, a variable, and the code of a service name its port."""
    number = re.compile(rf"(?<![\w.]){port}(?![\w.])")
    given = _given(service)
    told = {**build.recipe.variables, **variables(service)}
    yield any(number.search(one) for one in given or build.recipe.started.values())
    yield any(OWN.fullmatch(name) and number.search(value or "") for name, value in told.items())
    if not given or started(service, build):
        listening = LISTENING.format(port, "" if port in WEB else "port|")
        said = re.compile("|".join((listening, LISTED.format(port), ASKED.format(port))))
        yield any(said.search(text) for text in sources(service, build).values())


def _given(service: Service) -> list[str]:
    return [*words(service.told("entrypoint")), *words(service.told("command"))]


def started(service: Service, build: Build) -> str:
    """Return the one program that a service starts, empty where more may run."""
    own = {"ENTRYPOINT": service.told("entrypoint"), "CMD": service.told("command")}
    lines = [line_of(build.recipe.started.get(name, "")) for name in own]
    if "entrypoint" in service.whole:
        lines = ["", ""]
    for at, node in enumerate(own.values()):
        lines[at] = " ".join(words(node)) if node is not None else lines[at]
    files = service.file.repository.files
    packages = (files.get(normpath(join(one, "package.json"))) for one in _homes(build))
    package = next((one for one in packages if one), "")
    return program(" ".join(filter(None, lines)), scripts_of(package))


def _homes(build: Build) -> tuple[str, str]:
    return build.folder, build.context


def sources(service: Service, build: Build) -> Mapping[str, str]:
    """Return the code and settings that go into a service's image and into no other's."""
    files = service.file.repository.files
    own = own_paths(tuple(service.file.repository.under(build.folder)), build.folder)
    return {path: files[path] for path in own}


@lru_cache
def own_paths(paths: tuple[str, ...], folder: str) -> tuple[str, ...]:
    """Return the paths below a folder that are read, but those beside another Dockerfile."""
    if folder == "\0":
        return ()
    homes = {dirname(one) for one in paths if "dockerfile" in basename(one).lower()}
    aside = tuple(f"{one}/" for one in homes if one not in {"", folder})
    kept = (one for one in paths if READ.search(one) and not PASSED_OVER.search(one))
    found = tuple(one for one in kept if not one.startswith(aside))
    return found if len(found) <= MOST else ()

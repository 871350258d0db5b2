"""Where a service listens that is built here: its EXPOSE, and a second witness that agrees.

Witnesses are read with plain expressions; nothing of portlint has a part in it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from posixpath import basename, dirname, join, normpath

from portlint.core.tables import image_ports
from tests.faults.composed import Service
from tests.faults.environment import hidden, settled, variables
from tests.faults.mounted import configured
from tests.faults.nodes import merged, words
from tests.faults.process import HIDDEN, Heard
from tests.faults.recipe import Recipe, recipe_of

PLAIN = re.compile(
    r"(?:^|/)(?:alpine|debian|ubuntu|busybox|scratch|centos|fedora|rockylinux|almalinux|amazonlinux"
    r"|ubi\d?|ubi-minimal|static|base|base-debian\d+|static-debian\d+|distroless|buildpack-deps"
    r"|node|nodejs\d*|bun|deno|python|python\d*|golang|go|rust|ruby|php|perl|elixir|erlang|swift"
    r"|haskell|julia|openjdk|eclipse-temurin|amazoncorretto|adoptopenjdk|java|java\d*|jdk|jre"
    r"|maven|gradle|sdk|aspnet|runtime|runtime-deps|uv|miniconda3?|zulu-openjdk\w*|sapmachine"
    r"|graalvm\w*|wolfi-base|liberica\S*)(?:[:@].*)?\Z"
)
"""Images of systems and languages, in which nothing listens by itself."""

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
READ = re.compile(
    r"\.(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|kt|scala|cs|fs|exs?|sh|json|ya?ml|toml|ini|cfg|conf"
    r"|properties|xml|env)\Z|(?:^|/)\.env\b|Procfile\Z"
)
PASSED_OVER = re.compile(
    r"(?:^|/)(?:node_modules|tests?|__tests__|spec|docs?|vendor|dist|e2e)/|lock\.(?:json|yaml)\Z"
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
    return Build(recipe, context, dirname(path)) if recipe else None


def built(service: Service, aside: str = "") -> Heard:
    """Return where a built service listens; a witness in the part `aside` does not count."""
    build = build_of(service)
    if build is None:
        return Heard(why="its Dockerfile is not in the repository")
    recipe = build.recipe
    if recipe.exposed is None or len(recipe.exposed) != 1:
        return Heard(why="its Dockerfile does not expose exactly one port")
    (port,) = recipe.exposed
    why = _against(service, build, port)
    if not why and not any(_witnesses(service, build, port, aside)):
        why = "nothing but EXPOSE says where it listens"
    return Heard(why=why) if why else Heard(frozenset((port,)))


def _against(service: Service, build: Build, port: int) -> str:
    """Say why a built service may listen elsewhere than its Dockerfile exposes."""
    below = {one.port for one in image_ports(build.recipe.base)}
    if not below and not PLAIN.search(build.recipe.base):
        return "nothing says what else the image listens on that it is built upon"
    if not below <= {port}:
        return "the image that it is built upon listens elsewhere"
    if configured(service, build.context):
        return "a mounted configuration may say where it listens"
    return _told_otherwise(service, build, port)


def _told_otherwise(service: Service, build: Build, port: int) -> str:
    """Say why what a service is told may move its port, or names another."""
    missing = hidden(service)
    if missing is None or any(OWN.fullmatch(one) for one in missing):
        return HIDDEN
    inner = {inside for _, inside in service.ports}
    numbers = {int(one) for one in words(service.told("expose")) if one.isdigit()}
    if not inner | numbers <= {port}:
        return "`ports` or `expose` name what its Dockerfile does not"
    told = {**build.recipe.variables, **variables(service)}
    for name, value in told.items():
        if OWN.fullmatch(name) and str(port) not in re.findall(r"\d+", value or ""):
            return "one of its variables names another port"
    return ""


def _witnesses(service: Service, build: Build, port: int, aside: str) -> Iterator[bool]:
    """Yield for each witness whether it says that a service listens on a port."""
    number = re.compile(rf"(?<![\w.]){port}(?![\w.])")
    asked = re.compile(ASKED.format(port))
    started = [*words(service.told("command")), *words(service.told("entrypoint"))]
    told = {**build.recipe.variables, **variables(service)}
    yield any(number.search(one) for one in started or build.recipe.started.values())
    yield any(OWN.fullmatch(name) and number.search(value or "") for name, value in told.items())
    health = words(service.told("healthcheck")) if aside != "healthcheck" else []
    yield any(asked.search(one) for one in (*health, *build.recipe.health))
    if not started:
        listening = LISTENING.format(port, "" if port in WEB else "port|")
        said = re.compile("|".join((listening, LISTED.format(port), ASKED.format(port))))
        yield any(said.search(text) for text in sources(service, build).values())


def sources(service: Service, build: Build) -> Mapping[str, str]:
    """Return the code and settings that go into a service's image and into no other's."""
    files = service.file.repository.files
    own = own_paths(tuple(service.file.repository.under(build.folder)), build.folder)
    return {path: files[path] for path in own}


@lru_cache
def own_paths(paths: tuple[str, ...], folder: str) -> tuple[str, ...]:
    """Return the paths below a folder that are read; none where a second image is built there."""
    recipes = [one for one in paths if "dockerfile" in basename(one).lower()]
    if any(dirname(one) != dirname(recipes[0]) for one in recipes) or folder == "\0":
        return ()
    found = tuple(one for one in paths if READ.search(one) and not PASSED_OVER.search(one))
    return found if len(found) <= MOST else ()

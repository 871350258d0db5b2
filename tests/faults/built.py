"""Where a service listens that is built here: by its command, or what two witnesses agree on.

Files are read with plain expressions; nothing of portlint has a part in it.
"""

import re

from portlint.core.tables import image_ports
from tests.faults.composed import Service
from tests.faults.environment import hidden, variables
from tests.faults.launching import told, usual
from tests.faults.mounted import configured
from tests.faults.nodes import words
from tests.faults.pools import PORT, pooled
from tests.faults.process import HIDDEN, Heard
from tests.faults.witnesses import OWN, Build, build_of, done, sources, started, witnesses

PLAIN = re.compile(
    r"(?:^|/)(?:alpine|debian|ubuntu|busybox|scratch|centos|fedora|rockylinux|almalinux|amazonlinux"
    r"|ubi\d?|ubi-minimal|static|base|base-debian\d+|static-debian\d+|distroless|buildpack-deps"
    r"|node|nodejs\d*|bun|deno|python|python\d*|golang|go|rust|ruby|php|perl|elixir|erlang|swift"
    r"|haskell|julia|openjdk|eclipse-temurin|amazoncorretto|adoptopenjdk|java|java\d*|jdk|jre"
    r"|maven|gradle|sdk|aspnet|runtime|runtime-deps|uv|miniconda3?|zulu-openjdk\w*|sapmachine"
    r"|graalvm\w*|wolfi-base|liberica\S*)(?:[:@].*)?\Z"
)
"""Images of systems and languages, in which nothing listens by itself."""

DEBUGGERS = frozenset((2345, 5005, 5678, 9003, 9229))
"""Where debuggers listen, which no EXPOSE names."""


def built(service: Service, aside: str = "") -> Heard:
    """Return where a built service listens; a witness in the part `aside` does not count."""
    build = build_of(service)
    if build is None:
        return Heard(why="its Dockerfile is not in the repository")
    if pooled(service, build):
        return Heard(frozenset((PORT,)))
    port = told(started(service, build))
    if port:
        why = _below(build, port)
        return Heard(why=why) if why else Heard(frozenset((port,)))
    if build.recipe.exposed is None or len(build.recipe.exposed) != 1:
        return _by_its_program(service, build)
    (port,) = build.recipe.exposed
    why = _against(service, build, frozenset((port,)))
    if not why and not any(witnesses(service, build, port, aside)):
        why = "nothing but EXPOSE says where it listens"
    return Heard(why=why) if why else Heard(frozenset((port,)))


def _by_its_program(service: Service, build: Build) -> Heard:
    """Return the ports that people claim and the program itself names, without EXPOSE's help."""
    lone = "its Dockerfile does not expose exactly one port"
    default = usual(started(service, build))
    claims = {*(build.recipe.exposed or ()), *_claims(service), *filter(None, (default,))}
    ports = {one for one in claims if one == default or any(done(service, build, one))}
    if not ports or not sources(service, build):
        return Heard(why=lone)
    why = _against(service, build, frozenset(ports))
    return Heard(why=why) if why else Heard(frozenset(ports))


def _claims(service: Service) -> set[int]:
    exposed = {int(one) for one in words(service.told("expose")) if one.isdigit()}
    return exposed | {inside for _, inside in service.ports}


def _below(build: Build, *ports: int) -> str:
    """Say why the image that a service is built upon may listen elsewhere."""
    below = {one.port for one in image_ports(build.recipe.base)}
    if not below and not PLAIN.search(build.recipe.base):
        return "nothing says what else the image listens on that it is built upon"
    return "" if below <= {*ports} else "the image that it is built upon listens elsewhere"


def _against(service: Service, build: Build, ports: frozenset[int]) -> str:
    """Say why a built service may listen elsewhere than its Dockerfile exposes."""
    why = _below(build, *ports)
    if not why and configured(service, build.context):
        why = "a mounted configuration may say where it listens"
    return why or _told_otherwise(service, build, ports)


def _told_otherwise(service: Service, build: Build, ports: frozenset[int]) -> str:
    """Say why what a service is told may move its ports, or names another."""
    missing = hidden(service)
    if missing is None or any(OWN.fullmatch(one) for one in missing):
        return HIDDEN
    if not _claims(service) - DEBUGGERS <= ports:
        return "`ports` or `expose` name what its Dockerfile does not"
    given = {**build.recipe.variables, **variables(service)}
    for name, value in given.items():
        numbers = {int(one) for one in re.findall(r"\d+", value or "")}
        if OWN.fullmatch(name) and numbers.isdisjoint(ports):
            return "one of its variables names another port"
    return ""

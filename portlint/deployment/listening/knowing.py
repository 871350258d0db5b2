"""Whether all is known that the repository's own program opens in its container."""

import re
from collections.abc import Iterator
from posixpath import join, normpath

from portlint.core.tables import repository
from portlint.deployment.heard import DOING, Heard, Kind
from portlint.deployment.image import Image
from portlint.deployment.image.habits import habitual
from portlint.deployment.listening.sources import Sources
from portlint.deployment.model import Service

RUNTIMES = frozenset(
    "python node ruby php golang openjdk eclipse-temurin amazoncorretto alpine debian ubuntu "
    "busybox oven/bun denoland/deno".split()
)
"""Images in which nothing listens but what a service's own command starts."""

PLAIN = frozenset(
    "alpine debian ubuntu busybox scratch centos fedora rockylinux almalinux amazonlinux ubi ubi8 "
    "ubi9 ubi-minimal ubi8-minimal ubi9-minimal buildpack-deps wolfi-base "
    "node bun deno python golang go rust ruby php perl elixir erlang swift haskell julia dart "
    "openjdk eclipse-temurin amazoncorretto adoptopenjdk java jdk jre maven gradle zulu-openjdk "
    "zulu-openjdk-alpine zulu-openjdk-debian graalvm-community jdk-community sapmachine "
    "uv miniconda3 miniconda micromamba cuda".split()
)
"""The last part of names of images of systems and languages, in which nothing listens."""

VERSIONED = re.compile(r"(?:python|java|nodejs|openjdk|jdk|jre)-?\d*\Z")
MAKERS = ("gcr.io/distroless/", "mcr.microsoft.com/dotnet/", "mcr.microsoft.com/openjdk/")
"""Whose images are all of languages."""

PATTERN = re.compile(r"[*?\[$]|<<|://")
"""What a source has of which nobody knows what it is."""

LISTS = re.compile(r"[\w.*-]*\.(?:json|toml|txt|lock|mod|sum|csproj|sln|gradle|props)\*?\Z")
"""Patterns of files that name what a program needs: `package*.json`, `uv.lock*`."""

DAEMONS = {
    "nginx": 80, "apache2": 80, "httpd": 80, "haproxy": 80, "caddy": 80, "lighttpd": 80,
    "redis": 6379, "redis-server": 6379, "postgresql": 5432, "mysql-server": 3306,
    "mariadb-server": 3306, "mongodb": 27017, "memcached": 11211, "rabbitmq-server": 5672,
    "openssh-server": 22, "openssh": 22, "supervisor": 9001, "tomcat": 8080, "php-fpm": 9000,
}  # fmt: skip
"""Packages of servers that an image may start beside its program, with where they listen."""


def knows(  # noqa: PLR0913, PLR0917  (who runs, of what image, by what, from where)
    found: Heard, service: Service, image: Image | None, sources: Sources, below: str,
    places: tuple[str, ...],
) -> bool:  # fmt: skip
    """Tell whether a program of our own opens no port that nobody names.

    Its code is there, and text all of it; what it does is said. In an image of nobody's making
    but its own, all that is said of it must be one port.
    """
    doing = [one for one in found.kinds.values() if not DOING.isdisjoint(one)]
    if not doing or found.local or not all(map(sources.read_whole, places or (below,))):
        return False
    here = any(sources.has_code(one) for one in taken(image, below, sources))
    if not (here or _is_server(found, service)):
        return False
    aside = {Kind.HEALTH, Kind.MAPPED}
    single = len([one for one in found.kinds.values() if one - aside]) == 1
    return single or image is None or is_plain(image.base)


def _is_server(found: Heard, service: Service) -> bool:
    """Tell whether a command line starts a well-known server, and gives it a port."""
    told = any(Kind.COMMAND in one for one in found.kinds.values())
    return told and service.command is not None and any(habitual(service.command))


def is_plain(reference: str) -> bool:
    """Tell whether an image is a system's or a language's, in which nothing listens by itself."""
    whole = repository(reference)[0]
    name = whole.rpartition("/")[2]
    return name in PLAIN or VERSIONED.match(name) is not None or whole.startswith(MAKERS)


def installed(image: Image | None) -> Iterator[int]:
    """Yield where the servers listen that a Dockerfile installs."""
    for one in image.ran if image else ():
        for word in one.split():
            if word in DAEMONS:
                yield DAEMONS[word]


def taken(image: Image | None, context: str, sources: Sources) -> tuple[str, ...]:
    """Return the files and folders of a build's context that may get into its image.

    What is not in the repository is made of something in the context, whatever that is.
    """
    told = [one for one in image.sources if not LISTS.match(one)] if image else []
    if not told or any(PATTERN.search(one) for one in told):
        return (context,)
    found = {normpath(join(context, one.lstrip("/"))) for one in told}
    here = "." not in found and all(sources.has(one) for one in found)
    return tuple(sorted(found)) if here else (context,)

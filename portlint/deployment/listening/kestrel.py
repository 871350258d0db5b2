"""Where a program of .NET listens: by its variables, else by those of Microsoft's image.

https://learn.microsoft.com/aspnet/core/fundamentals/servers/kestrel/endpoints,
https://learn.microsoft.com/dotnet/core/compatibility/containers/8.0/aspnet-port
"""

import re
from collections.abc import Iterator

from portlint.core.tables import repository
from portlint.deployment.heard import Evidence, Kind, Told
from portlint.deployment.image import Image
from portlint.deployment.model import Service, Setting

BASE = re.compile(
    r"mcr\.microsoft\.com/dotnet/(?:core/|nightly/)?(?:aspnet|sdk|runtime|runtime-deps)\Z"
)
VERSION = re.compile(r"\d+")
URL = re.compile(r"https?://[^\s;/]*?:(\d{1,5})(?=/|;|\s|\Z)")
PORT = re.compile(r"(?:\A|;)\s*(\d{1,5})\s*(?=;|\Z)")
FIRST = ("ASPNETCORE_URLS", "DOTNET_URLS", "URLS")
THEN = ("HTTP_PORTS", "HTTPS_PORTS")
UNTOLD = frozenset((80, 443, 5000, 5001, 8080))
"""Where it listens that is told nothing, by its version and outside of containers."""

NEW = 8
"""The version whose image listens on 8080, where those before listen on 80."""


def is_net(image: Image | None) -> bool:
    """Tell whether an image is built upon one of .NET's."""
    return image is not None and BASE.match(repository(image.base)[0]) is not None


def kestrel(service: Service, image: Image | None) -> Told:
    """Yield where the web server of a .NET program listens, all of it or nothing."""
    if image is None or not is_net(image):
        return
    given = next((service.environment[one] for one in FIRST if one in service.environment), None)
    if given is not None:
        yield from _told(given, URL)
        return
    ports = list(_variables(service))
    for one in ports:
        yield from _told(one, PORT)
    version = VERSION.search(repository(image.base)[1])
    if not any(one.name.endswith("HTTP_PORTS") for one in ports) and version and _serves(image):
        port = 8080 if int(version[0]) >= NEW else 80
        yield port, Evidence(image.location, f"{image.base} sets {port}", kind=Kind.VARIABLE)


def is_hidden(service: Service) -> bool:
    """Tell whether a variable that moves it is set to nobody knows what."""
    given = [service.environment[one] for one in FIRST if one in service.environment]
    given += _variables(service)
    return any(one.words is None or not one.words.known for one in given)


def is_told(service: Service, image: Image | None) -> bool:
    """Tell whether a program that was built before knows by variables alone where it listens.

    What is run from its sources is told by `launchSettings.json` first.
    """
    built = image is not None and not repository(image.base)[0].endswith("sdk")
    return built and not is_hidden(service)


def _variables(service: Service) -> Iterator[Setting]:
    for prefix in ("ASPNETCORE_", "DOTNET_", ""):
        for name in THEN:
            if f"{prefix}{name}" in service.environment:
                yield service.environment[f"{prefix}{name}"]


def _serves(image: Image) -> bool:
    """Tell whether an image is the one that serves the web."""
    return "aspnet" in repository(image.base)[0]


def _told(setting: Setting, form: re.Pattern[str]) -> Told:
    text = setting.words.text if setting.words and setting.words.known else ""
    for port in form.findall(text):
        clause = f"{setting.name} makes it listen on {port}"
        yield int(port), Evidence(setting.location, clause, kind=Kind.VARIABLE)

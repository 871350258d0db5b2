"""Where Caddy listens by a Caddyfile that stands in the repository, read line by line."""

import re
from collections.abc import Iterator
from posixpath import join, normpath

from tests.faults.composed import Service
from tests.faults.environment import hidden, settled, variables
from tests.faults.mounted import mounts
from tests.faults.process import Heard
from tests.faults.witnesses import build_of

OFFICIAL = re.compile(r"(?:docker\.io/)?(?:library/)?caddy(?::[\w.-]+)?(?:@\S+)?\Z")
REMARK = re.compile(r"(?:^|(?<=\s))#[^\n]*", re.MULTILINE)
BLOCK = re.compile(
    r"^(?P<head>[^\s}][^\n]*?)?[ \t]*(?<![^\s{])\{[ \t]*\n(?P<inner>(?:[ \t][^\n]*\n|\n)*)\}",
    re.MULTILINE,
)
VARIABLE = re.compile(r"\{\$(\w+)(?::([^{}]*))?\}")
ADDRESS = re.compile(r"(?:(https?)://)?([\w.*-]*)(?::(\d+))?(?:/\S*)?")
NAME = re.compile(r"(?:\A|_)(?:DOMAIN|HOST|HOSTNAME|FQDN)(?:_NAME)?\Z")
OTHER = re.compile(r"^\s*(?:layer4|bind|default_bind|https?_port|\{\$)", re.MULTILINE)
ADMIN = 2019
USUAL = frozenset((80, 443))


def sited(service: Service) -> Heard | None:
    """Return the ports of a service that is Caddy with a Caddyfile, None where it is not."""
    text = _caddyfile(service)
    ports = _listed(text, service) if text else None
    return Heard(ports | {ADMIN}) if ports else None


def _caddyfile(service: Service) -> str:
    """Return the one Caddyfile that Caddy reads where nothing tells it otherwise."""
    files = service.file.repository.files
    build = build_of(service) if "build" in service.whole else None
    image = build.recipe.base if build else settled(service.text("image"), service.file) or ""
    told = not {"command", "entrypoint"}.isdisjoint(service.whole)
    if told or OFFICIAL.match(image) is None or (build and build.recipe.started):
        return ""
    found = [one.source for one in mounts(service) if one.target == "/etc/caddy/Caddyfile"]
    folders = (one.source for one in mounts(service) if one.target.rstrip("/") == "/etc/caddy")
    found += [f"{one}/Caddyfile" for one in folders if one]
    for name, rest in build.recipe.steps if build and not found else ():
        source, _, target = rest.strip().partition(" ")
        if name == "COPY" and target.strip() in ("/etc/caddy/Caddyfile", "/etc/caddy/"):
            found.append(normpath(join(build.context if build else "", source)))
        if name == "RUN" and "addyfile" in rest:
            return ""
    return REMARK.sub("", files.get(found[0], "")) if len(found) == 1 else ""


def _listed(text: str, service: Service) -> frozenset[int]:
    """Return where the sites of a file are, nothing where a line of it cannot be read."""
    blocks = list(BLOCK.finditer(f"{text}\n"))
    if BLOCK.sub("", f"{text}\n").strip() or any(OTHER.search(one["inner"]) for one in blocks):
        return frozenset()
    if any("import" in one["inner"] for one in blocks if not one["head"]):
        return frozenset()
    heads = [one["head"] for one in blocks if one["head"] and not one["head"].startswith("(")]
    found = [set(_heard(one, service)) for head in heads for one in re.split(r",\s*|\s+", head)]
    return frozenset().union(*found) if all(found) else frozenset()


def _heard(address: str, service: Service) -> Iterator[int]:
    """Yield where an address has Caddy listen, and from where it sends on to HTTPS."""
    filled = VARIABLE.sub(lambda match: _held(match, service), address)
    match = ADDRESS.fullmatch(filled)
    if match is None or not filled:
        return
    yield from USUAL if filled != address else ()
    yield int(match[3] or (80 if match[1] == "http" else 443))
    if match[2] and match[1] != "http":
        yield 80


def _held(match: re.Match[str], service: Service) -> str:
    """Return what a variable holds, what cannot be read where it may hold anything."""
    told, missing = variables(service), hidden(service)
    value = told.get(match[1])
    if match[1] not in told and missing is not None and match[1] not in missing:
        value = match[2] or ""
    return value or ("name" if NAME.search(match[1]) else "?")

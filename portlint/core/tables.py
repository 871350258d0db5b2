"""The curated tables that ship with portlint, each row with its source."""

import csv
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

INSTALLED = Path(__file__).parents[1] / "tables"
CHECKOUT = Path(__file__).parents[2] / "registry" / "tables"


@dataclass(frozen=True, slots=True)
class Reserved:
    """Ports that something else may hold: first and last, inclusive, and who holds them.

    `kind` is `privileged`, `airplay`, `nodeport` or `ephemeral`.
    """

    kind: str
    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImagePort:
    """A port on which a well-known image's own process listens unless it is told otherwise.

    `port` is 0 where the process picks one at random. A variable or an option of `variables` and
    `options` moves it to the port in its value; where the value holds none, the port is unknown.
    `optional`, written `+9411`, says that it listens only where one of them is given; their names
    may be patterns (`--entrypoints.*.address`). `+` alone: its port is in the value, or unknown,
    and such rows together are all that a command may open.
    `complete` says that the image's rows are all that listens by default, `configurable` that
    its listeners are commonly rewritten in files: then silence about a port proves nothing, and
    `flagged` that no file moves them, whatever is mounted: variables and options alone do.
    A variable `FLINK_PROPERTIES:rest.port` is a property in a variable's lines.
    `roles`, in the table of roles, are words of a command, or variables with their value, with
    which the image listens there at all; `MODE=` is one that is not set.
    `source` is the page that says so.
    """

    port: int
    transport: str
    variables: tuple[str, ...]
    options: tuple[str, ...]
    complete: bool
    configurable: bool
    flagged: bool
    source: str
    optional: bool = False
    roles: tuple[str, ...] = ()

    def heeds(self, name: str) -> bool:
        """Tell whether a variable or an option is one of its own, or fits a pattern of them."""
        given = (*self.variables, *self.options)
        return any(fnmatchcase(name.lower(), one.lower()) for one in given)


@dataclass(frozen=True, slots=True)
class Bind:
    """Options and variables with which an image listens on one address alone.

    `ports` are those that they say it of, none for all of them.
    """

    ports: tuple[int, ...]
    variables: tuple[str, ...]
    options: tuple[str, ...]


HUB = ("docker.io/", "index.docker.io/", "registry-1.docker.io/", "registry.hub.docker.com/")
"""Names of Docker Hub itself."""

MIRRORS = {
    "library/": "",
    "mirror.gcr.io/": "",
    "public.ecr.aws/bitnami/": "bitnami/",
    "arm64v8/": "",
    "arm32v7/": "",
    "amd64/": "",
    "docker.m.daocloud.io/": "",
    "quay.io/bitnami/": "bitnami/",
    "bitnamilegacy/": "bitnami/",
    "bitnamisecure/": "bitnami/",
    "lscr.io/linuxserver/": "linuxserver/",
    "ghcr.io/linuxserver/": "linuxserver/",
}
"""Where the same image stands under another name, the more particular prefix first."""

COPIED = re.compile(r"[^/]*[.:][^/]*/(?:.*/)?(?:library|docker\.io)/")
"""How a registry that copies Docker Hub names an official image, or one of Docker Hub itself."""


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table, by column."""
    folder = INSTALLED if INSTALLED.is_dir() else CHECKOUT
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache
def browser_blocked() -> dict[int, str]:
    """Return the ports that browsers and fetch refuse, with what they are known for."""
    return {int(row["port"]): row["service"] for row in rows("browser_blocked")}


@lru_cache
def conventional() -> dict[int, str]:
    """Return the ports that well-known programs listen on unless told otherwise."""
    return {int(row["port"]): row["name"] for row in rows("conventional")}


@lru_cache
def reserved() -> tuple[Reserved, ...]:
    """Return the ranges that a fixed port had better stay out of."""
    return tuple(
        Reserved(row["kind"], int(row["first"]), int(row["last"]), row["reason"])
        for row in rows("reserved")
    )


def reserved_at(port: int) -> Reserved | None:
    """Return the range of a port that something else may hold when its service starts."""
    held = (one for one in reserved() if one.kind != "privileged")
    return next((one for one in held if one.first <= port <= one.last), None)


@lru_cache
def images() -> dict[str, tuple[ImagePort, ...]]:
    """Return the known images' ports by repository; `name:pattern` where a tag decides."""
    found: dict[str, list[ImagePort]] = {}
    for row in rows("images"):
        for name in row["images"].split():
            found.setdefault(name, []).extend(ports_of(row))
    return {name: tuple(ports) for name, ports in found.items()}


def ports_of(row: dict[str, str]) -> list[ImagePort]:
    """Return the port of a row, none where the row says that nothing listens."""
    if not row["port"]:
        return []
    return [
        ImagePort(
            int(row["port"].removeprefix("+") or 0),
            row["transport"],
            tuple(row["variables"].split()),
            tuple(row["options"].split()),
            row["complete"] == "yes",
            row["configurable"] == "yes",
            row["configurable"] == "flags",
            row["source"],
            row["port"].startswith("+"),
            tuple(row.get("roles", "").split()),
        )
    ]


def image_ports(reference: str) -> tuple[ImagePort, ...]:
    """Return what listens in an image, `docker.io/library/postgres:16@sha256:…`; () if unknown.

    Only the image of that very repository counts, and what a registry keeps as Docker Hub's:
    `registry:5000/x/postgres` is somebody's own, `registry:5000/library/postgres` is official.
    """
    name, tag = repository(reference)
    tagged = f"{name}:{tag}"
    patterns = (one for one in _tagged() if one.partition(":")[0] == name)
    best = next((one for one in patterns if fnmatchcase(tagged, one)), name)
    return images().get(best, ())


@lru_cache
def _implied() -> dict[str, frozenset[int]]:
    return {
        name: frozenset(int(port) for port in row["ports"].split())
        for row in rows("implied")
        for name in row["images"].split()
    }


def implied(reference: str) -> frozenset[int] | None:
    """Return where parts of an image listen that its settings name without a port.

    None where nobody has said that all else stands in the settings as a number.
    """
    return _implied().get(repository(reference)[0])


@lru_cache
def _tagged() -> tuple[str, ...]:
    return tuple(name for name in images() if ":" in name)


@lru_cache
def _binds() -> dict[str, tuple[Bind, ...]]:
    found: dict[str, list[Bind]] = {}
    for row in rows("binds"):
        ports = tuple(int(port) for port in row["ports"].split())
        one = Bind(ports, tuple(row["variables"].split()), tuple(row["options"].split()))
        for name in row["images"].split():
            found.setdefault(name, []).append(one)
    return {name: tuple(each) for name, each in found.items()}


def binds(reference: str) -> tuple[Bind, ...]:
    """Return what tells an image on which address to listen; () where nothing is known."""
    return _binds().get(repository(reference)[0], ())


@lru_cache
def _guarded() -> dict[str, str]:
    return {name: row["kind"] for row in rows("guarded") for name in row["images"].split()}


def guarded(reference: str) -> str:
    """Return what an image is that strangers must not reach: `database`; empty for others."""
    return _guarded().get(repository(reference)[0], "")


def repository(reference: str) -> tuple[str, str]:
    """Split an image's reference into its repository, as Docker Hub has it, and its tag."""
    name = reference.partition("@")[0]
    head, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        head, tag = name, ""
    for prefix in HUB:
        head = head.removeprefix(prefix)
    if copied := COPIED.match(head):
        head = head[copied.end() :]
    for prefix, instead in MIRRORS.items():
        if head.startswith(prefix):
            head = instead + head.removeprefix(prefix)
            break
    return head, tag

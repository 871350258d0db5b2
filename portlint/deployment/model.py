"""What runs, as far as the files say: frozen values that every rule may ask."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portlint.core import Location

Span = tuple[int, int]
"""First and last port, inclusive."""

HOSTS = "/etc/hosts"
NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
"""What may be a host's name in a command that writes the file of hosts."""


class How(StrEnum):
    """Where the value of a variable came from; the further down, the less sure it is."""

    FILE = "env file"
    DEFAULT = "default"
    EXAMPLE = "example env file"
    UNSET = "unset"


@dataclass(frozen=True, slots=True)
class Origin:
    """A variable that a value was made of, with how it got its value, and where that stands."""

    variable: str
    how: How
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A text after interpolation; `location` is where it is written, `written` is how."""

    text: str
    location: Location
    written: str = ""
    origins: tuple[Origin, ...] = ()

    @property
    def known(self) -> bool:
        """Tell whether every variable in it has a value."""
        return all(origin.how is not How.UNSET for origin in self.origins)

    @property
    def literal(self) -> bool:
        """Tell whether no variable had a part in it."""
        return not self.origins


@dataclass(frozen=True, slots=True)
class Publication:
    """A container's port that the host offers as well.

    `published` is None where the engine picks one; `host_ip` is empty for every address;
    `words` is the entry (or its `published` and `target`) as it was read.
    """

    location: Location
    target: Span
    published: Span | None = None
    host_ip: str = ""
    transport: str = "tcp"
    words: tuple[Words, ...] = ()

    @property
    def known(self) -> bool:
        """Tell whether every variable in it has a value."""
        return all(one.known for one in self.words)

    def offers(self, port: int) -> bool:
        """Tell whether a port of the host leads here."""
        return self.published is not None and self.published[0] <= port <= self.published[1]

    def behind(self, port: int) -> int:
        """Return the container's port behind a published one."""
        first = self.published[0] if self.published else port
        return min(self.target[0] + port - first, self.target[1])


@dataclass(frozen=True, slots=True)
class Exposed:
    """A port that a file says a container listens on: `expose`, `EXPOSE`, `containerPort`."""

    location: Location
    span: Span
    transport: str = "tcp"


@dataclass(frozen=True, slots=True)
class Build:
    """How an image is built; paths are POSIX, relative to the root, empty for the root itself.

    `context` is None where it lies outside the repository or is an address; `source` is the
    Dockerfile itself where it stands in the Compose file (`inline`).
    """

    location: Location
    context: str | None
    dockerfile: str = ""
    target: str = ""
    args: tuple[tuple[str, Words], ...] = ()
    inline: bool = False
    source: Words | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A service's place in a network; `name` is the network's key in the file."""

    name: str
    aliases: tuple[str, ...] = ()
    location: Location | None = None
    address: str = ""
    """The one that the file gives it there, by which others call it too."""

    @property
    def called(self) -> tuple[str, ...]:
        """What it is called in that network alone."""
        return (*self.aliases, self.address) if self.address else self.aliases


@dataclass(frozen=True, slots=True)
class Command:
    """A command line: exec form as words, or shell form as one script."""

    location: Location
    words: tuple[Words, ...]
    shell: bool = False


@dataclass(frozen=True, slots=True)
class Healthcheck:
    """What asks a container whether it is well; no words where it only sets times."""

    location: Location
    command: Command | None = None
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Mount:
    """A file or folder of the repository that a container sees at `target`.

    `inline` is where its text stands, if that is within the file `source` (Compose's `configs`).
    """

    location: Location
    source: str
    target: str
    inline: Location | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """A variable of a container's environment; `words` is None where the shell gives it.

    `file` is the env file it came from, empty where the service sets it itself.
    """

    name: str
    location: Location
    words: Words | None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """One service after merging; `location` is its name in the file that declares it first."""

    name: str
    location: Location
    image: Words | None = None
    build: Build | None = None
    ports: tuple[Publication, ...] = ()
    expose: tuple[Exposed, ...] = ()
    environment: Mapping[str, Setting] = field(default_factory=dict)
    networks: tuple[Attachment, ...] = ()
    network_mode: str = ""
    depends_on: tuple[tuple[str, Location], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    extra_hosts: tuple[tuple[str, str], ...] = ()
    container_name: str = ""
    hostname: str = ""
    healthcheck: Healthcheck | None = None
    command: Command | None = None
    entrypoint: Command | None = None
    profiles: tuple[str, ...] = ()
    replicas: int = 1
    labels: tuple[tuple[str, Words], ...] = ()
    mounts: tuple[Mount, ...] = ()
    volumes: tuple[str, ...] = ()
    """Where in the container anything is mounted, configs and secrets among it."""
    open_environment: bool = False
    """Whether variables come from files that are not there."""

    swarm: bool = False
    """Whether its `deploy` says what only a swarm heeds."""

    @property
    def names(self) -> frozenset[str]:
        """The names by which it answers in every network that it is in.

        The engine knows a container's `hostname` there too, as its `buildEndpointDNSNames` says.
        """
        return frozenset(filter(None, (self.name, self.container_name, self.hostname)))

    @property
    def told(self) -> frozenset[str]:
        """The names of its /etc/hosts, lower case: `extra_hosts`, and what its command writes."""
        given = {name.lower() for name, _ in self.extra_hosts}
        commands = filter(None, (self.entrypoint, self.command))
        text = " ".join(word.text for one in commands for word in one.words)
        return frozenset(given | (set(NAME.findall(text.lower())) if HOSTS in text else set()))

    @property
    def networked(self) -> bool:
        """Tell whether it is in a network that is known: its stack's, the host's or another's."""
        return self.network_mode in ("", "host") or self.network_mode.startswith("service:")


@dataclass(frozen=True, slots=True)
class Network:
    """A network of a stack; `key` is its name in the file, `name` the engine's."""

    key: str
    name: str
    location: Location
    external: bool = False
    internal: bool = False
    driver: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """A Compose project: files that run together, merged.

    `complete` is False where something that belongs to it could not be read (an include outside
    the repository, a file that is no YAML): then nothing may be concluded from absence.
    `reason` says why its files belong together. `cut` tells that services were left out, because
    the repository's Compose files hold more than is read of them; `read` that nothing was left
    out of what its files name. `around` are the names that the files of its folder have for
    services, where they lack nothing between them.
    """

    name: str
    folder: str
    files: tuple[str, ...]
    reason: str
    services: Mapping[str, Service] = field(default_factory=dict)
    networks: Mapping[str, Network] = field(default_factory=dict)
    complete: bool = True
    cut: bool = False
    read: bool = True
    around: frozenset[str] = frozenset()

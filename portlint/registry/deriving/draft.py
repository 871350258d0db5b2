"""What `init` has found of one service, before it is written down."""

from dataclasses import dataclass, field

from portlint.core import Location


@dataclass(frozen=True, slots=True)
class DraftPort:
    """A port of a service; `host` is None where the host does not publish it.

    `variable` is the one that holds the host's side; `doubt` is a clause on what is not sure;
    `assumed` says that it is but the habit of the image. `groups` are the sets of files that say
    so, each of which runs together.
    """

    location: Location
    container: int
    host: int | None = None
    host_ip: str = ""
    transport: str = "tcp"
    protocol: str = ""
    variable: str = ""
    doubt: str = ""
    assumed: bool = False
    groups: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A service to be registered.

    `family` is the stack it belongs to; `optional` says that a profile leaves it out, `clustered`
    that Kubernetes runs it; `home` is the folder that its image is built from, `remarks` are
    sentences to be written above it, and `declared` is its name in its own files.
    """

    location: Location
    name: str
    family: str
    ports: tuple[DraftPort, ...] = ()
    container: bool = True
    optional: bool = False
    clustered: bool = False
    image: str = ""
    home: str = ""
    container_name: str = ""
    networks: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    health: str = ""
    owner: str = ""
    env: str = ""
    alternatives: str = ""
    remarks: tuple[str, ...] = ()
    declared: str = ""

    @property
    def published(self) -> tuple[DraftPort, ...]:
        """The ports that the host offers."""
        return tuple(port for port in self.ports if port.host is not None)


@dataclass(frozen=True, slots=True)
class Aside:
    """Something that is not in the registry, or not as it stands in the repository, and why."""

    location: Location
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A whole registry to be: services by stack, ranges by name, and what a person must decide.

    `assumed` counts the container ports that are but their images' habit.
    """

    services: tuple[Draft, ...] = ()
    ranges: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    decisions: tuple[Aside, ...] = ()
    assumed: int = 0
    unsure: tuple[Aside, ...] = ()
    left_out: tuple[Aside, ...] = ()

"""What the keys above a value say of it."""

from dataclasses import dataclass

from portlint.core import Role
from portlint.core.grammar.plausible import plausible
from portlint.core.names import carries_port, measures, words

SHELL = frozenset(
    "command commands run script scripts entrypoint test before_script after_script cmd exec "
    "shell poststart prestop poststartcommand postcreatecommand postattachcommand oncreatecommand "
    "updatecontentcommand initializecommand start prestart poststart build dev serve preview "
    "runcmd bash sh options healthcheck health_cmd health-cmd execstart steps onstart program "
    "before_install install after_success hooks release_command startcommand buildcommand "
    "installcommand devcommand pre-commit pre_start args cmdline runargs".split()
)
"""Keys (in lower case) whose text is a command line."""

IMAGES = frozenset("image images from tag uses baseimage base_image container repository".split())
PASSED = frozenset(
    "default value example examples const number fallback values enum items from to start end "
    "first last begin min max data int integer override".split()
)
"""Keys that leave it to the key above them to say what a value is."""

NO_PORTS = frozenset(
    "user uid gid runasuser runasgroup fsgroup cron schedule mode defaultmode replicas expires "
    "max_connections id gridpos panelid maximum minimum".split()
)
BOUNDS = frozenset((1024, 49151, 49152, 65535))
"""What a schema bounds a port by."""

LISTENING = frozenset("listen http_listen https_listen bind listening".split())
SIDES = {
    Role.PUBLISH: frozenset(
        "nodeport hostport published host_port publishedport externalport host".split()
    ),
    Role.CONTAINER: frozenset(
        "containerport targetport expose exposed exposedport exposedports internal_port "
        "container_port internalport target container".split()
    ),
}


@dataclass(frozen=True, slots=True)
class Trail:
    """The keys that lead to a value, outermost first, and the `name:` beside it."""

    keys: tuple[str, ...] = ()
    beside: str = ""
    with_host: bool = False

    def under(self, key: str, *, beside: str = "", with_host: bool = False) -> "Trail":
        """Return the trail of what lies under a key."""
        return Trail((*self.keys, key), beside, with_host)

    @property
    def key(self) -> str:
        """The nearest key in lower case."""
        return self.keys[-1].lower() if self.keys else ""

    @property
    def name(self) -> str:
        """What to call the value: the name beside it, else its nearest keys."""
        if self.beside and self.key in PASSED:
            return self.beside
        own = [key for key in self.keys if key.lower() not in PASSED] or list(self.keys)
        return ".".join(own[-2:]) if own else ""

    @property
    def is_shell(self) -> bool:
        """Whether text here is a command line."""
        keys = [key.lower() for key in self.keys]
        inside_scripts = len(keys) > 1 and keys[-2] == "scripts"
        return bool(keys) and (keys[-1] in SHELL or inside_scripts or keys[-1].endswith(".sh"))

    @property
    def is_image(self) -> bool:
        """Whether text here names an image, whose tag looks like a port."""
        return self.key in IMAGES or self.key.endswith(("image", "_tag", "imagetag"))


def role_of(trail: Trail, port: int) -> Role | None:
    """Say what a number under these keys is; None where it is no port."""
    if trail.key in NO_PORTS or (trail.key in ("min", "max") and port in BOUNDS):
        return None
    carrier = _carrier(trail, port)
    if not carrier:
        return None
    lowered = carrier.lower().replace("-", "_")
    for side, names in SIDES.items():
        if lowered in names or lowered.replace("_", "") in names:
            return side
    if not {"listen", "bind"}.isdisjoint(words(carrier)):
        return Role.LISTEN
    return Role.CONNECT if trail.with_host else Role.DECLARE


def _carrier(trail: Trail, port: int) -> str:
    """Return the key that makes a number a port, empty where none does."""
    if trail.beside and trail.key in PASSED and carries_port(trail.beside):
        return trail.beside
    keys = list(trail.keys)
    while len(keys) > 1 and keys[-1].lower() in PASSED:
        keys.pop()
    if not keys:
        return ""
    key = keys[-1]
    listens = key.lower() in LISTENING or words(key)[-1:] in (("bind",), ("listen",))
    if listens or key.lower() in ("expose", "exposed"):
        return key if plausible(port) else ""
    if carries_port(key):
        counted = key[-1:] in "sS" and not plausible(port)
        return "" if counted else key
    above = keys[-2] if len(keys) > 1 else ""
    named = carries_port(above) and not measures(key) and key.lower() not in NO_PORTS
    return key if named and plausible(port) and _names_a_port(key) else ""


def _names_a_port(key: str) -> bool:
    """Tell whether a key under `ports:` is the name of a port, and not a property of one."""
    return key.lower() not in ("weight", "order", "length", "size", "revision", "description")

"""A merged Compose service as a value."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from portlint.core import Items, Location, Map, Text, Value
from portlint.deployment.compose import port
from portlint.deployment.compose.ground import Ground
from portlint.deployment.compose.interpolation import Found, Lookup, words
from portlint.deployment.compose.mounting import mounts, targets
from portlint.deployment.compose.samples import sampled
from portlint.deployment.compose.splitting import split
from portlint.deployment.compose.variables import join, values, verbatim
from portlint.deployment.model import (
    Attachment,
    Build,
    Command,
    Healthcheck,
    How,
    Network,
    Service,
    Setting,
    Words,
)

T = TypeVar("T")
REMOTE = re.compile(r"[\w+.-]+://|git@|github\.com/")
SWARM = frozenset("mode placement update_config rollback_config endpoint_mode".split())
"""Keys of `deploy` that Compose itself does not heed."""

FLAGS = frozenset(("true", "yes", "on", "1"))


def service(name: Text, entry: Map, ground: Ground) -> Service:
    """Return one service."""
    reader = _Reader(entry, ground)
    environment, open_ = reader.environment()
    return Service(
        name.value,
        name.location,
        image=reader.words("image"),
        build=reader.build(),
        ports=port.publications(entry.items("ports"), ground.lookup),
        expose=reader.each("expose", port.exposed),
        environment=environment,
        networks=reader.networks(),
        network_mode=reader.text("network_mode"),
        depends_on=tuple(reader.dependencies()),
        links=reader.links(),
        extra_hosts=tuple(reader.hosts()),
        container_name=reader.text("container_name"),
        hostname=reader.text("hostname"),
        healthcheck=reader.healthcheck(),
        command=reader.command("command"),
        entrypoint=reader.command("entrypoint"),
        profiles=tuple(reader.read(one) for one in _texts(entry.items("profiles"))),
        replicas=reader.replicas(),
        labels=tuple(reader.labels()),
        mounts=tuple(mounts(entry, ground)),
        volumes=tuple(targets(entry, ground)),
        open_environment=open_,
        swarm=any(key.value in SWARM for key, _ in entry.map("deploy").pairs),
    )  # fmt: skip


def network(key: Text, entry: Value, stack: str, lookup: Lookup) -> Network:
    """Return one network of the top level."""
    if not isinstance(entry, Map):
        return Network(key.value, f"{stack}_{key.value}", key.location)
    outer = entry.get("external")
    external = isinstance(outer, Map) or (isinstance(outer, Text) and outer.value.lower() in FLAGS)
    told = entry.get("name") or entry.get("external", "name")
    name = words(told, lookup).text if isinstance(told, Text) else ""
    own = name or (key.value if external else f"{stack}_{key.value}")
    internal = entry.text("internal").lower() in FLAGS
    return Network(key.value, own, key.location, external, internal, entry.text("driver"))


class _Reader:
    """Reads the keys of one service."""

    def __init__(self, entry: Map, ground: Ground) -> None:
        self._entry = entry
        self._ground = ground

    def read(self, value: Text) -> str:
        """Return a scalar with its variables put in."""
        return self._ground.read(value)

    def each(self, key: str, read: Callable[[Value, Lookup], T | None]) -> tuple[T, ...]:
        """Return the items of a list that can be read."""
        found = (read(one, self._ground.lookup) for one in self._entry.items(key))
        return tuple(one for one in found if one is not None)

    def words(self, *keys: str) -> Words | None:
        """Return the text below a path of keys with its provenance."""
        value = self._entry.get(*keys)
        known = isinstance(value, Text) and not value.empty
        return words(value, self._ground.lookup) if known and isinstance(value, Text) else None

    def text(self, *keys: str) -> str:
        """Return the text below a path of keys, empty where there is none."""
        found = self.words(*keys)
        return found.text if found else ""

    def pairs(self, *keys: str) -> Iterator[tuple[str, Words | None]]:
        """Yield names with values; None where a name stands alone."""
        for key, value in self._entry.map(*keys).pairs:
            if isinstance(value, Text):
                name = self.read(key)
                yield name, None if value.empty else words(value, self._ground.lookup)

    def labels(self) -> Iterator[tuple[str, Words]]:
        """Yield the labels of the container, and those of the service in a swarm."""
        for keys in (("labels",), ("deploy", "labels")):
            for name, value in self.pairs(*keys):
                if value:
                    yield name, value

    def environment(self) -> tuple[dict[str, Setting], bool]:
        """Return the variables of the container, and whether some come from files not here."""
        own = {
            name: self._setting(name, key, value)
            for key, value in self._entry.map("environment").pairs
            if isinstance(value, Text) and (name := self.read(key))
        }

        def beyond(name: str) -> Found | None:
            told = own[name].words if name in own else None
            return self._ground.lookup(name) or (Found(told.text, How.FILE) if told else None)

        found: dict[str, Setting] = {}
        open_ = False
        for path, raw in self._env_files():
            if path not in self._ground.files and path not in self._ground.paths:
                named = sampled(self._ground.shown, path)
                open_ = open_ or named is None
                found = (named or {}) | found
            given = self._ground.files.get(path, ())
            read = verbatim(given) if raw else values(given, How.FILE, beyond)
            for name, one in read.items():
                place = one.location or self._entry.location
                found[name] = Setting(name, place, Words(one.value, place, one.value), path)
        return found | own, open_

    def _setting(self, name: str, key: Text, value: Text) -> Setting:
        if not value.empty:
            return Setting(name, key.location, words(value, self._ground.lookup))
        known = self._ground.lookup(name)
        place = known.location if known and known.location else key.location
        return Setting(name, key.location, Words(known.value, place) if known else None)

    def _env_files(self) -> Iterator[tuple[str, bool]]:
        """Yield the paths of its env files, and whether each is taken as it is written."""
        for one in self._entry.items("env_file"):
            value = one.get("path") if isinstance(one, Map) else one
            if isinstance(value, Text):
                raw = isinstance(one, Map) and one.text("format") == "raw"
                yield join(self._ground.folder, self.read(value)), raw

    def build(self) -> Build | None:
        """Return how the image is built."""
        entry = self._entry.get("build")
        if not isinstance(entry, Map):
            return None
        context = self.text("build", "context") or "."
        folder: str | None = join(self._ground.folder, context)
        if (
            REMOTE.match(context)
            or context.startswith(("/", "~"))
            or (folder or "").startswith("..")
        ):
            folder = None
        inline = "dockerfile_inline" in {key.value for key, _ in entry.pairs}
        name = self.text("build", "dockerfile") or "Dockerfile"
        return Build(
            entry.location,
            folder,
            "" if folder is None or inline else join(folder, name),
            self.text("build", "target"),
            tuple((key, one) for key, one in self.pairs("build", "args") if one),
            inline,
            self.words("build", "dockerfile_inline"),
        )

    def networks(self) -> tuple[Attachment, ...]:
        """Return the networks it is in: the default one where none is named."""
        entry = self._entry.map("networks")
        found = tuple(
            Attachment(
                self.read(key), tuple(self._aliases(value)), key.location, self._address(value)
            )
            for key, value in entry.pairs
        )
        if found or self.text("network_mode"):
            return found
        return (Attachment("default"),)

    def _aliases(self, value: Value) -> Iterator[str]:
        if isinstance(value, Map):
            for one in _texts(value.items("aliases")):
                yield self.read(one)

    def _address(self, value: Value) -> str:
        found = value.get("ipv4_address") if isinstance(value, Map) else None
        return self.read(found) if isinstance(found, Text) and not found.empty else ""

    def links(self) -> tuple[tuple[str, str], ...]:
        """Return the services that it links to, with the names it calls them by."""
        return tuple(_link(self.read(one)) for one in _texts(self._entry.items("links")))

    def dependencies(self) -> Iterator[tuple[str, Location]]:
        """Yield what it waits for: what it says, links to, or shares a namespace with."""
        for key, _ in self._entry.map("depends_on").pairs:
            yield self.read(key), key.location
        for one, (target, _) in zip(_texts(self._entry.items("links")), self.links(), strict=True):
            yield target, one.location
        kind, _, name = self.text("network_mode").partition(":")
        if kind == "service":
            yield name, self._entry.location

    def hosts(self) -> Iterator[tuple[str, str]]:
        """Yield the names that the container is told, with their addresses."""
        for key, value in self._entry.map("extra_hosts").pairs:
            name = self.read(key)
            for one in _texts(value.items) if isinstance(value, Items) else _texts((value,)):
                yield name, self.read(one).strip("[]")

    def command(self, *keys: str) -> Command | None:
        """Return a command line as its words."""
        value = self._entry.get(*keys)
        if isinstance(value, Items):
            read = (words(one, self._ground.lookup) for one in _texts(value.items))
            return Command(value.location, tuple(read))
        if not isinstance(value, Text) or value.empty:
            return None
        whole = words(value, self._ground.lookup)
        found = (Words(one, value.location, one, whole.origins) for one in split(whole.text))
        return Command(value.location, tuple(found))

    def healthcheck(self) -> Healthcheck | None:
        """Return what asks the container whether it is well."""
        entry = self._entry.get("healthcheck")
        if not isinstance(entry, Map):
            return None
        test = entry.get("test")
        if self.text("healthcheck", "disable").lower() in FLAGS:
            return Healthcheck(entry.location, None, disabled=True)
        if isinstance(test, Text) and not test.empty:
            whole = words(test, self._ground.lookup)
            script = Command(test.location, (whole,), shell=True)  # noqa: S604  (a value)
            return Healthcheck(test.location, script)
        command = self.command("healthcheck", "test")
        if command is None or not command.words:
            return Healthcheck(entry.location)
        kind, *rest = command.words
        if kind.text == "NONE":
            return Healthcheck(entry.location, None, disabled=True)
        asked = Command(command.location, tuple(rest), shell=kind.text == "CMD-SHELL")
        return Healthcheck(command.location, asked)

    def replicas(self) -> int:
        """Return how many containers there are."""
        told = self.text("deploy", "replicas") or self.text("scale")
        return int(told[:6]) if told.isdecimal() else 1


def _link(text: str) -> tuple[str, str]:
    target, _, alias = text.partition(":")
    return target, alias or target


def _texts(values_: Iterable[Value]) -> list[Text]:
    return [one for one in values_ if isinstance(one, Text)]

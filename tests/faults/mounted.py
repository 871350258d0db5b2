"""What is mounted into a service, and whether it may say where its program listens."""

import re
from collections.abc import Iterator
from posixpath import join, normpath
from typing import NamedTuple

from tests.faults.composed import Service
from tests.faults.nodes import items, pairs, words

SETTINGS = re.compile(
    r"\.(?:conf|config|cfg|cnf|ini|ya?ml|toml|json|xml|properties|hcl|env|acl|template|sh|js)\Z"
)
SETTING = re.compile(r"(?:^|[/._-])(?:etc|conf|config|configuration|settings)(?:[/._-]|\Z)")
HARMLESS = re.compile(
    r"localtime|timezone|/certs?\b|/ssl\b|initdb|provisioning|dashboards|/data\Z|docker\.sock"
    r"|resolv\.conf|/etc/hosts\b|/etc/hostname|/etc/passwd|/etc/machine-id|/host/|/rootfs"
)
"""Targets that say nothing of ports: certificates, seeds, what Grafana shows, the machine."""


DEFAULT = re.compile(r"\$\{\w+:?-([^}]*)\}")


class Mount(NamedTuple):
    """A path of the repository, or outside of it; empty for a named volume. Where it appears."""

    source: str
    target: str


def mounts(service: Service) -> Iterator[Mount]:
    """Yield everything that is mounted into a service: volumes and configs."""
    for entry in items(service.told("volumes")):
        long = {name: str(value.value) for name, (_, value) in pairs(entry).items()}
        short = DEFAULT.sub(r"\1", str(entry.value)).split(":") if not long else []
        source = long.get("source", "") if long else "".join(short[:1])
        target = long.get("target", "") if long else "".join(short[1:2])
        yield Mount(_placed(service, source), target)
    _, known = service.file.parts.get("configs", (None, None))
    declared = pairs(known)
    for entry in items(service.told("configs")):
        long = {name: str(value.value) for name, (_, value) in pairs(entry).items()}
        name = long.get("source", "") if long else str(entry.value)
        _, one = declared.get(name, (None, None))
        file = next(iter(words(pairs(one).get("file", (None, None))[1])), "")
        yield Mount(_placed(service, file), long.get("target", f"/{name}"))


def _placed(service: Service, source: str) -> str:
    """Return where a source lies, relative to the repository; empty for a named volume."""
    plain = re.sub(r"\$\{PWD\}|\$PWD|\$\(pwd\)", ".", source)
    plain = DEFAULT.sub(r"\1", plain)
    if "/" not in plain and not plain.startswith((".", "$", "~")):
        return ""
    return normpath(join(service.file.folder, plain))


def configured(service: Service, context: str = "") -> bool:
    """Tell whether a file is mounted that may say where the service listens.

    Files of the `context` that it is built from are no more than what is built.
    """
    mounted = any(_tells(service, one, context) for one in mounts(service))
    return mounted or "configs" in service.whole


def _tells(service: Service, mount: Mount, context: str) -> bool:
    built = context and (context == "." or f"{mount.source}/".startswith(f"{context}/"))
    if HARMLESS.search(mount.target) or (built and mount.source):
        return False
    if SETTINGS.search(mount.target) or SETTING.search(mount.target):
        return True
    below = service.file.repository.under(mount.source) if mount.source else ()
    return any(map(SETTINGS.search, below))

"""What is mounted into a service, and whether it may say where its program listens."""

import re
from collections.abc import Iterator
from posixpath import basename, join, normpath
from typing import NamedTuple

from tests.faults.composed import Service
from tests.faults.nodes import items, pairs, words

SETTINGS = re.compile(
    r"\.(?:conf|config|cfg|cnf|ini|ya?ml|toml|json|xml|properties|hcl|env|acl|template|sh|js)\Z"
)
SETTING = re.compile(r"(?:^|[/._-])(?:etc|conf|config|configuration|settings)(?:[/._-]|\Z)")
HARMLESS = re.compile(
    r"localtime|timezone|/certs?\b|/ssl\b|initdb|provisioning|dashboards|/data\Z|docker\.sock"
    r"|/secrets?\b|/import/|\.(?:pem|crt|cer|key|p12|jks|keystore|truststore)\Z"
    r"|resolv\.conf|/etc/hosts\b|/etc/hostname|/etc/passwd|/etc/machine-id|/host/|/rootfs"
)
"""Targets that say nothing of ports: certificates, seeds, what Grafana shows, the machine."""

REMARK = re.compile(r"^[ \t]*(?:#|;|//)[^\n]*|(?<=[ \t])#[^\n]*", re.MULTILINE)
FILLED = re.compile(
    r"(?:port|listen|addr|bind|endpoint)[^\n]*(?:\$\{?\w|\{\{|\{\$|\{%|<%|%\()|(?:\{\{|\{%|<%)[^\n]*port",
    re.IGNORECASE,
)
"""A line that leaves it to a variable where to listen."""

BESIDE = re.compile(
    r"(?:^|[/._-])(?:example|sample|template|dist|tmpl|tpl|j2)(?=[._-]|\Z)|\.git(?:ignore|keep)\Z"
)
"""Files beside which others are expected that are not committed."""

MOST = 60
LONGEST = 120_000
"""Files of a mounted folder and characters of them; what holds more is data."""

DEFAULT = re.compile(r"\$\{\w+:?-([^}]*)\}")


class Mount(NamedTuple):
    """A path of the repository, or outside of it; empty for a named volume. Where it appears."""

    source: str
    target: str
    config: bool = False


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
        yield Mount(_placed(service, file), long.get("target", f"/{name}"), config=True)


def _placed(service: Service, source: str) -> str:
    """Return where a source lies, relative to the repository; empty for a named volume."""
    plain = re.sub(r"\$\{PWD\}|\$PWD|\$\(pwd\)", ".", source)
    plain = DEFAULT.sub(r"\1", plain)
    if "/" not in plain and not plain.startswith((".", "$", "~")):
        return ""
    return normpath(join(service.file.folder, plain))


def configured(service: Service, context: str = "") -> bool:
    """Tell whether a file is mounted that may say, unseen, where the service listens.

    Files of the `context` that it is built from are no more than what is built.
    """
    mounted = [one for one in mounts(service) if _tells(service, one, context)]
    return any(_seen(service, one) is None for one in mounted)


def settings(service: Service) -> str:
    """Return what stands in the mounted files that may say where the service listens."""
    told = (_seen(service, one) for one in mounts(service) if _tells(service, one, ""))
    return "\n".join(text for text in told if text)


def _seen(service: Service, mount: Mount) -> str | None:
    """Return the text of what is mounted, remarks left out; None where not all can be seen."""
    files = service.file.repository.files
    if mount.source in files:
        paths = [mount.source]
    else:
        paths = list(service.file.repository.under(mount.source)) if mount.source else []
    read = [one for one in paths if SETTINGS.search(one) or "." not in basename(one)]
    text = "\n".join(REMARK.sub("", files[one]) for one in read)
    told = paths and len(paths) <= MOST and not any(map(BESIDE.search, paths))
    return text if told and len(text) <= LONGEST and not FILLED.search(text) else None


def _tells(service: Service, mount: Mount, context: str) -> bool:
    built = context and (context == "." or f"{mount.source}/".startswith(f"{context}/"))
    if HARMLESS.search(mount.target) or (built and mount.source):
        return False
    placed = SETTINGS.search(mount.target) or SETTING.search(mount.target)
    return mount.config or placed is not None or _is_named(service, mount)


def _is_named(service: Service, mount: Mount) -> bool:
    """Tell whether a command or a variable names something of a folder that is mounted."""
    below = service.file.repository.under(mount.source) if mount.source else ()
    names = {basename(one) for one in below if SETTINGS.search(one)}
    said = " ".join(
        word
        for part in ("command", "entrypoint", "environment")
        for word in words(service.told(part))
    )
    return any(re.search(rf"(?<![\w.-]){re.escape(one)}(?![\w.-])", said) for one in names)

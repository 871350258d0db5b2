"""What may make an image listen elsewhere, or on more ports, than its rows in the table say."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from portlint.core.names import words
from portlint.deployment.image.model import Image
from portlint.deployment.image.running import SHELLS
from portlint.deployment.model import Service, Words

SETTINGS = frozenset(
    ".conf .cfg .cnf .config .ini .yml .yaml .toml .json .xml .properties .env .acl .hcl".split()
)
"""Endings of files from which a program may take where it listens."""

STEERING = frozenset(
    "port ports listen listeners addr address bind conf config template envsubst".split()
)
"""Words of variables that may move what an image listens on."""

HARMLESS = frozenset(("certs", "ssl", "localtime", "timezone", "provisioning", "dashboards"))
"""Folders of settings that say nothing of ports: certificates, what Grafana shows."""

CONFIGURING = frozenset("etc conf config configuration".split())

BARE = frozenset("start run serve server".split())
"""First words of commands that say nothing: no program's name in a shell, no option elsewhere."""

NAMING = frozenset("-c -f -config --config -config.file --config.file".split())
"""Options behind which a file with settings is named."""

ENTRY = re.compile(r"(?:/etc/confluent/docker/run|(?:^|/)docker-entrypoint\.sh)\Z")
"""The scripts with which images start their program: a command that runs one has only put
something before or after it. Those of Confluent's images and of Docker's official ones."""


WRITTEN = re.compile(r"\b(?:sed|tee|envsubst|mv|ln)\b|(?<![\d&])>(?!\s*/dev/null)")
"""How a line of a Dockerfile writes a file, or changes one."""

PROPERTY = re.compile(r"^\s*(?P<name>[\w.-]+)\s*[:=](?P<value>.*)$", re.MULTILINE)
"""A line of properties in a variable's value."""

ANYWHERE = frozenset(("", ".", "./", "/", "/etc", "/etc/"))
"""Where a Dockerfile puts what may lie in any folder."""


def bare(word: str) -> str:
    """Take from a word what a shell's line may put around it."""
    return word.strip("\"'();&|")


def set_by(service: Service, variable: str) -> Iterator[Words | None]:
    """Yield what a variable of the table is set to, None where that is not known.

    It may be a pattern, or name a property in a variable's lines: `FLINK_PROPERTIES:rest.port`.
    """
    wanted, _, key = variable.partition(":")
    for name, setting in service.environment.items():
        if name != wanted and not ("*" in wanted and fnmatchcase(name.lower(), wanted.lower())):
            continue
        told = setting.words
        if not key or told is None:
            yield told
            continue
        for line in PROPERTY.finditer(told.text):
            if fnmatchcase(line["name"].lower(), key):
                yield replace(told, text=line["value"].strip())


def steered(service: Service) -> bool:
    """Tell whether a variable may say where a program listens, or where its settings are."""
    return any(not STEERING.isdisjoint(words(name)) for name in service.environment)


def watched(service: Service) -> bool:
    """Tell whether options of a Java program may open ports that no other setting names."""
    told = (one.words.text for one in service.environment.values() if one.words)
    return any("-javaagent" in text or "jmxremote" in text for text in told)


def configured(service: Service, spoken: list[str]) -> bool:
    """Tell whether a file may say where the program listens: mounted, or named by its command."""
    shell = bool(spoken) and spoken[0].rpartition("/")[2] in SHELLS
    written = shell and any(word.startswith(">") for word in spoken)
    told = any(_is_settings(_value(word)) and not _is_own(service, word) for word in spoken)
    return written or told or any(_is_settings(target) for target in service.volumes)


def brings_settings(image: Image | None) -> bool:
    """Tell whether a Dockerfile may put a file of settings over those of the image below it."""
    if image is None:
        return False
    targets = (*image.brought, *(one.target for one in image.copies))
    put = any(target in ANYWHERE or _is_settings(target) for target in targets)
    named = any(_is_settings(one.source) for one in image.copies)
    return put or named or any(WRITTEN.search(one) for one in image.ran)


def unmoved(service: Service, spoken: list[str]) -> bool:
    """Tell whether a command says nothing but which of the image's own settings it starts with."""
    return all(
        word in NAMING or word in BARE or (_is_settings(_value(word)) and _is_own(service, word))
        for word in spoken
    )


def _is_own(service: Service, word: str) -> bool:
    """Tell whether a file that a command names is the image's: below /etc, nothing mounted."""
    path = _value(word)
    covered = any(
        "$" in target or f"{path}/".startswith(f"{target.rstrip('/')}/")
        for target in service.volumes
    )
    return bool(ENTRY.search(bare(word))) or (path.startswith("/etc/") and not covered)


def _value(word: str) -> str:
    return bare(word).rpartition("=")[2]


def _is_settings(path: str) -> bool:
    found = PurePosixPath(path)
    parts = {part.lower() for part in found.parts}
    below = path.startswith("/") and any(not CONFIGURING.isdisjoint(words(part)) for part in parts)
    seeds = any("initdb" in part or part in HARMLESS for part in parts)
    return (below or found.suffix in SETTINGS) and not seeds

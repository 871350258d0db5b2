"""What may make an image listen elsewhere, or on more ports, than its rows in the table say."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from portlint.core.names import words
from portlint.deployment.image.model import Image
from portlint.deployment.image.running import SHELLS
from portlint.deployment.model import Service, Words

Covers = Callable[[str], bool]
"""Whether a path in a container is one of settings that are read whole."""

SETTINGS = frozenset(
    ".conf .cfg .cnf .config .ini .yml .yaml .toml .json .xml .properties .env .acl .hcl".split()
)
"""Endings of files from which a program may take where it listens."""

STEERING = frozenset(
    "port ports listen listeners addr address bind conf config template envsubst".split()
)
"""Words of variables that may move what an image listens on."""

MOVING = STEERING - {"conf", "config", "template"}
"""Words of options that may: which file is read is another question."""

HARMLESS = frozenset(
    "certs ssl localtime timezone provisioning dashboards secrets kong.yml kong.yaml".split()
)
"""Folders and files that say nothing of where a program listens: certificates, what Grafana shows,
the routes that Kong declares."""

KEYS = frozenset(".pem .crt .cer .key .p12 .jks .keystore .truststore .htpasswd".split())
"""Endings of certificates and keys, which stand among settings and are none."""

CONFIGURING = frozenset("etc conf config configuration".split())

BARE = frozenset("start run serve server".split())
"""First words of commands that say nothing: no program's name in a shell, no option elsewhere."""

NAMING = frozenset("-c -f -config --config -config.file --config.file".split())
"""Options behind which a file with settings is named."""

ENTRY = re.compile(
    r"(?:/etc/(?:confluent|kafka)/docker/run|(?:^|/)docker-entrypoint\.sh|/entrypoint\.sh)\Z"
)
"""The scripts with which images start their program: a command that runs one has only put
something before or after it. Those of Confluent's and Apache's images, and of many others."""


WRITTEN = re.compile(r"\b(?:sed|tee|envsubst|mv|ln)\b|(?<![\d&])>(?!\s*/dev/null)")
"""How a line of a Dockerfile writes a file, or changes one."""

NUMBER = re.compile(r"\d{2,5}")

PROPERTY = re.compile(r"^\s*(?P<name>[\w.-]+)\s*[:=](?P<value>.*)$", re.MULTILINE)
"""A line of properties in a variable's value."""

POOLS = "/usr/local/etc/php-fpm.d/"
"""Where PHP's own images of FPM have what says on which port it listens."""

ANYWHERE = frozenset(("", ".", "./", "/", "/etc", "/etc/"))
"""Where a Dockerfile puts what may lie in any folder."""


def nowhere(path: str) -> bool:
    """Tell of no path that it holds settings that are read."""
    del path
    return False


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


def configured(service: Service, spoken: list[str], known: Covers) -> bool:
    """Tell whether a file may say where the program listens: mounted, or named by its command.

    Those that are `known` say it in numbers that all can read.
    """
    shell = bool(spoken) and spoken[0].rpartition("/")[2] in SHELLS
    written = shell and any(map(_is_written, spoken, [*spoken[1:], ""]))
    named = [word for word in spoken if is_settings(valued(word)) and not known(valued(word))]
    mounted = any(
        ENTRY.search(one) or (is_settings(one) and not known(one)) for one in service.volumes
    )
    return written or mounted or any(not _is_own(service, word) for word in named)


def brings_settings(image: Image | None) -> bool:
    """Tell whether a Dockerfile may put a file of settings over those of the image below it."""
    if image is None:
        return False
    targets = (*image.brought, *(one.target for one in image.copies))
    put = any(target in ANYWHERE or is_settings(target) for target in targets)
    named = any(is_settings(one.source) for one in image.copies)
    return put or named or any(WRITTEN.search(one) for one in image.ran)


def moves_pools(service: Service, image: Image | None) -> bool:
    """Tell whether anything that FPM reads for where it listens may be the repository's.

    It is started by nothing but its own name, and heeds no variable of a port.
    """
    copies = image.copies if image else ()
    targets = [
        *service.volumes,
        *(image.brought if image else ()),
        *(one.target for one in copies),
    ]
    above = any(POOLS.startswith(f"{one.rstrip('/')}/") for one in targets if one.startswith("/"))
    told = [*targets, *(one.source for one in copies), *(image.ran if image else ())]
    words_ = service.command.words if service.command else ()
    begun = " ".join(one.text for one in words_).split() or ["php-fpm"]
    return above or begun[0] != "php-fpm" or any("fpm" in one for one in told)


def unmoved(service: Service, spoken: list[str], known: Covers) -> bool:
    """Tell whether a command says nothing but which settings it starts with.

    They are the image's own, or `known`. Beside those, an option that holds no number and is not
    about ports says nothing of them either.
    """
    read = any(known(target) for target in service.volumes)
    return all(
        word in NAMING
        or word in BARE
        or (is_settings(valued(word)) and (known(valued(word)) or _is_own(service, word)))
        or (read and _is_mute(word))
        for word in spoken
    )


def valued(word: str) -> str:
    """Return the value of an option, or the word itself where it is none."""
    return bare(word).rpartition("=")[2]


def is_settings(path: str) -> bool:
    """Tell whether a program may read a path as settings that say where it listens."""
    found = PurePosixPath(path)
    parts = {part.lower() for part in found.parts}
    below = path.startswith("/") and any(not CONFIGURING.isdisjoint(words(part)) for part in parts)
    read = found.suffix in SETTINGS or found.name == ".env" or found.name.startswith(".env.")
    return (below or read) and not _is_harmless(found) and found.suffix not in KEYS


def _is_harmless(path: PurePosixPath) -> bool:
    """Tell of certificates, seeds of databases and logins that they say nothing of ports."""
    parts = {part.lower() for part in path.parts}
    return any("initdb" in part or "jaas" in part or part in HARMLESS for part in parts)


def _is_written(word: str, after: str) -> bool:
    """Tell whether a shell's line writes a file there that may say where a program listens.

    The next word is the file where the word is no more than the sign. What stands in /tmp is read
    by no program untold, and a file of secrets, seeds or logins says nothing of ports.
    """
    if not word.startswith(">"):
        return False
    target = bare(word.lstrip(">") or after)
    aside = target.startswith(("/tmp/", "/dev/")) or PurePosixPath(target).suffix in KEYS  # noqa: S108
    return not aside and not _is_harmless(PurePosixPath(target))


def _is_mute(word: str) -> bool:
    """Tell whether an option switches something, and says nothing of ports."""
    name, _, value = word.partition("=")
    plain = value.lower() in ("true", "false", "all") or re.fullmatch(r"[a-z][a-z-]*", value)
    steers = not MOVING.isdisjoint(words(name)) or NUMBER.search(word) is not None
    return word.startswith("-") and bool(plain or not value) and not steers


def _is_own(service: Service, word: str) -> bool:
    """Tell whether a file that a command names is the image's: below /etc, nothing mounted."""
    path = valued(word)
    covered = any(
        "$" in target or f"{path}/".startswith(f"{target.rstrip('/')}/")
        for target in service.volumes
    )
    return bool(ENTRY.search(bare(word))) or (path.startswith("/etc/") and not covered)

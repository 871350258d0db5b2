"""Read a small repository on disk, as a run does."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from portlint.core import LeftOut, PortUse, Unread
from portlint.engine.discovery import discover
from portlint.engine.gather import Gathered, gather
from portlint.plugins import load
from portlint.syntax import Language

FILES: dict[str, str | bytes] = {
    "src/server.js": "app.listen(3000);\n",
    "compose.yaml": "services:\n  web: {image: x, ports: ['8080:80']}\n",
    "run": "#!/usr/bin/env bash\nredis-cli -p 6379\n",
}
ALL = [("compose.yaml", 80), ("compose.yaml", 8080), ("run", 6379), ("src/server.js", 3000)]

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, users, modes and signals of POSIX")


def languages() -> Mapping[str, Language]:
    return load(installed=False).languages


def read(root: Path, *, jobs: int = 1, cached: bool = False) -> Gathered:
    return gather(discover([root]), languages(), languages, jobs=jobs, cached=cached)


def ports(gathered: Gathered) -> list[tuple[str, int]]:
    return [(f.location.path, f.port) for f in gathered.facts if isinstance(f, PortUse)]


def notices(gathered: Gathered) -> dict[str, str]:
    return {f.location.path: f.reason for f in gathered.facts if isinstance(f, Unread)}


def left_out(gathered: Gathered) -> dict[str, str]:
    return {f.location.path: f.reason for f in gathered.facts if isinstance(f, LeftOut)}

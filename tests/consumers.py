"""Show artifacts to the programs that read them; skip, with the reason, where one is not here."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portlint.core import Artifact
from portlint.core.addresses import addresses, named, on_host
from portlint.plugins import load
from tests.command import ROOT
from tests.registries import registries

MODULES = ROOT / ".tools" / "node_modules"
READABLE = ("reference", "hostile-text", *(["many"] if os.environ.get("PORTLINT_HEAVY") else []))
"""Registries that a loader could have read. 2,000 services take MDX and dotenv ten seconds each:
`PORTLINT_HEAVY=1` shows these to every reader too."""

every_readable_registry = pytest.mark.parametrize("name", READABLE)


def lay_out(folder: Path, generator: str, name: str) -> Path:
    """Write the one file of a generator, and return its place."""
    one = load(installed=False).generators[generator]
    registry = registries()[name]
    made = next(made for made in one.render(one.order(registry)) if isinstance(made, Artifact))
    place = folder / Path(made.path).name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(made.marked(one.name, registry.path), "utf-8", newline="\n")
    return place


def expected(name: str) -> dict[str, str]:
    """Return every variable of a registry, worked out from its entries."""
    found: dict[str, str] = {}
    for one in named(registries()[name]):
        urls = addresses(one.service, one.port)
        rows = {
            one.variable: str(one.port.container),
            one.host_port: str(on_host(one.service, one.port) or ""),
            one.url("container"): urls.container,
            one.url("host"): urls.host,
            one.url("public"): urls.public,
        }
        found |= {key: value for key, value in rows.items() if value}
    return found


def node(script: str, *packages: str, cwd: Path) -> str:
    """Run a module of JavaScript with npm packages from `.tools`; return what it prints."""
    program = shutil.which("node")
    missing = [package for package in packages if not (MODULES / package).exists()]
    if program is None or missing:
        pytest.skip(f"needs node and, in .tools, npm's {', '.join(missing or packages)}")
    (cwd / "node_modules").symlink_to(MODULES)
    (cwd / "run.mjs").write_text(script, "utf-8")
    run = subprocess.run(
        [program, "run.mjs"], cwd=cwd, capture_output=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def in_a_namespace(kind: str, script: str) -> str:
    """Run a shell script in a namespace of its own: `--mount` or `--net`."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs root on Linux, for a namespace of its own")
    probe = subprocess.run(["unshare", kind, "true"], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip(f"no namespace can be made here: {probe.stderr.decode().strip()}")
    run = subprocess.run(
        ["unshare", kind, "sh", "-c", script], capture_output=True, encoding="utf-8", check=False
    )
    if "Read-only file system" in run.stderr:
        pytest.skip("the kernel's settings are read-only here")
    assert run.returncode == 0, run.stderr
    return run.stdout

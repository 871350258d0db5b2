"""Real containers with podman: no engine to ask, no image to pull, and all of it in one folder.

A base image is a root of links into `/usr`, and the machine's own `/usr` is mounted into every
container: python3, curl, nginx and prometheus are there because they are here. Storage, networks
and images live below a scratch folder, so nothing of a user's podman is seen or touched.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.containers.image import IMAGES, tree

PREFIX = "portlint-truth"
TRIES = 4  # to remove what a test made
PROGRAMS = tuple("podman podman-compose runc iptables curl nginx prometheus caddy haproxy".split())
CONFIGURATION = """\
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
volumes = ["/usr:/usr:ro"]
[network]
network_backend = "netavark"
network_config_dir = "{root}/networks"
[engine]
runtime = "runc"
events_logger = "file"
cgroup_manager = "cgroupfs"
"""
STORAGE = """\
[storage]
driver = "vfs"
graphroot = "{root}/storage"
runroot = "{root}/run"
"""


class CannotRunError(Exception):
    """What this machine lacks."""


class PodmanError(Exception):
    """What podman said when it failed."""


@dataclass(frozen=True, slots=True)
class Container:
    """A running container: its name, its service, and the id of its first process here."""

    name: str
    service: str
    pid: int


@dataclass(frozen=True, slots=True)
class Podman:
    """Podman with its own configuration and storage below `root`."""

    root: Path

    @classmethod
    def start(cls, root: Path) -> "Podman":
        """Import the images and start a container that holds the gateway, or say what lacks."""
        if missing := lacks():
            raise CannotRunError(missing)
        (root / "containers.conf").write_text(CONFIGURATION.format(root=root))
        (root / "storage.conf").write_text(STORAGE.format(root=root))
        engine = cls(root)
        try:
            engine.load()
            engine.run(
                "run", "--detach", "--name", f"{PREFIX}-gateway", IMAGES[0].name, "sleep", "1h"
            )
        except PodmanError as error:
            with suppress(PodmanError):
                engine.stop()
            message = f"podman cannot run here: {error}"
            raise CannotRunError(message) from error
        return engine

    def load(self) -> None:
        """Make every image that a system may name."""
        for image in IMAGES:
            changes = [word for change in image.changes for word in ("--change", change)]
            self.run("import", *changes, "-", image.name, data=packed(tree(image)))

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
        return {
            **kept,
            "PATH": path(),
            "CONTAINERS_CONF": str(self.root / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(self.root / "storage.conf"),
        }

    def run(self, *words: str, data: bytes = b"") -> str:
        """Run podman; return what it prints."""
        return self._do("podman", *words, data=data)

    def compose(self, project: str, folder: Path, *words: str) -> None:
        """Run podman-compose in a project's folder."""
        self._do("podman-compose", "--project-name", f"{PREFIX}-{project}", *words, cwd=folder)

    def _do(self, *command: str, data: bytes = b"", cwd: Path | None = None) -> str:
        done = subprocess.run(
            command,
            input=data,
            cwd=cwd,
            env=self.environment,
            capture_output=True,
            check=False,
            timeout=120,
        )
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            message = f"{' '.join(command)}: {said[-1] if said else done.returncode}"
            raise PodmanError(message)
        return done.stdout.decode()

    @property
    def gateway(self) -> str:
        """An address of this machine that every container reaches."""
        form = "{{.NetworkSettings.Gateway}}"
        return self.run("inspect", "--format", form, f"{PREFIX}-gateway").strip()

    def containers(self, project: str) -> list[Container]:
        """List what runs of a project."""
        label = f"label=com.docker.compose.project={PREFIX}-{project}"
        rows = json.loads(self.run("ps", "--filter", label, "--format", "json"))
        service = "com.docker.compose.service"
        return [Container(r["Names"][0], r["Labels"][service], r["Pid"]) for r in rows]

    def sweep(self) -> None:
        """Remove all containers but the gateway's, and all networks of ours, by name."""
        for left in range(TRIES - 1, -1, -1):
            try:
                self._remove()
            except PodmanError:  # one of them was just going
                if not left:
                    raise
                time.sleep(0.5)
            else:
                return

    def _remove(self) -> None:
        names = self.run("ps", "--all", "--format", "{{.Names}}").split()
        if others := [name for name in names if name != f"{PREFIX}-gateway"]:
            self.run("rm", "--force", "--depend", "--time", "0", *others)
        networks = self.run("network", "ls", "--format", "{{.Name}}").split()
        if ours := [name for name in networks if name.startswith(PREFIX)]:
            self.run("network", "rm", "--force", *ours)

    def stop(self) -> None:
        """Remove everything."""
        self.sweep()
        self.run("rm", "--force", "--time", "0", "--ignore", f"{PREFIX}-gateway")


def lacks() -> str:
    """Name what is missing for real containers; empty where nothing is."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "real containers need root on Linux"
    missing = [program for program in PROGRAMS if not shutil.which(program, path=path())]
    return f"not installed: {', '.join(missing)} (.ci/run installs it)" if missing else ""


def path() -> str:
    """Where programs are looked for: beside this Python first, and where root's are."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"], "/usr/sbin"])


def packed(files: Mapping[str, str]) -> bytes:
    """Pack a root file system: `-> target` is a link, a name that ends in `/` a folder."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(name.rstrip("/"))
            entry.mode = 0o755
            if text.startswith("-> "):
                entry.type, entry.linkname = tarfile.SYMTYPE, text.removeprefix("-> ")
            elif name.endswith("/"):
                entry.type = tarfile.DIRTYPE
            else:
                entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return held.getvalue()

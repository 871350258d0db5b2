"""The script that asks for health: servers up and down, seen alike by `portlint health`."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from portlint.plugins import load
from portlint.registry import load as load_registry
from tests.command import portlint
from tests.registries import registries
from tests.system import write

SHELLCHECK = Path(sys.executable).parent / "shellcheck"
HEALTH = load(installed=False).generators["health"]

EXPECTED = {
    "well": ("up", "HTTP 200"),
    "query": ("up", "HTTP 204"),
    "sick": ("down", "HTTP 503, not 200"),
    "database": ("up", "accepts connections"),
    "gone": ("down", "no connection"),
    "gone-http": ("down", "no answer"),
    "gpu": ("idle", "no connection"),
    "cpu": ("up", "accepts connections"),
}


class Answers(BaseHTTPRequestHandler):
    """Health as its path says; 200 where it says nothing."""

    def do_GET(self) -> None:
        codes = {"/sick": 503, "/ask?deep=1&wide=2": 204}
        self.send_response(codes.get(self.path, 200))
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def registry() -> Iterator[str]:
    """Start a server, close a port, and return a registry of both."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    up = server.server_address[1]
    with closing(socket.create_server(("127.0.0.1", 0))) as held:
        down = held.getsockname()[1]
    yield f"""\
services:
  - {{name: well, port: {up}, host_ip: 127.0.0.1, healthcheck: {{endpoint: /}}}}
  - {{name: query, port: {up}, healthcheck: {{endpoint: "/ask?deep=1&wide=2", expected: 204}}}}
  - {{name: sick, port: {up}, healthcheck: {{endpoint: sick}}}}
  - {{name: database, port: {up}, protocol: postgres, healthcheck: {{endpoint: /x}}}}
  - {{name: gone, port: {down}}}
  - {{name: gone-http, port: {down}, healthcheck: {{endpoint: /}}}}
  - {{name: gpu, port: {down}, alternatives: model}}
  - {{name: cpu, port: {up}, alternatives: model}}
  - {{name: old, port: {down}, deprecated: true}}
  - {{name: elsewhere, port: {down}, external: true}}
  - {{name: inside, port: {down}, exposure: internal}}
  - {{name: dns, ports: [{{container: 53, host: {down}, transport: udp}}]}}
"""
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def script(registry: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (artifact,) = HEALTH.render(HEALTH.order(load_registry(registry, "r.yaml")))
    path = tmp_path_factory.mktemp("health") / "ports-health.sh"
    path.write_text(artifact.text, "utf-8")
    return path


def run(script: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", script, *words],
        env={**os.environ, **variables},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def ports(output: str) -> tuple[int, ...]:
    return tuple(one["port"] for one in json.loads(output)["probes"])


def states(output: str) -> dict[str, tuple[str, str]]:
    return {one["service"]: (one["state"], one["seen"]) for one in json.loads(output)["probes"]}


def test_the_script_sees_who_is_well(script: Path) -> None:
    done = run(script, "--json")
    assert done.returncode == 1
    assert states(done.stdout) == EXPECTED
    assert json.loads(done.stdout)["down"] == 3


def test_the_command_sees_what_the_script_sees(
    registry: str, script: Path, tmp_path: Path
) -> None:
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "registry.yaml").write_text(registry, "utf-8")
    done = portlint("health", "--output-format", "json", cwd=tmp_path)
    assert done.returncode == 1
    assert json.loads(done.stdout) == json.loads(run(script, "--json").stdout)
    text = portlint("health", "well", "sick", cwd=tmp_path).stdout
    assert text == run(script, "well", "sick").stdout


def test_a_service_may_be_asked_alone(script: Path) -> None:
    done = run(script, "well", "database")
    assert done.returncode == 0
    assert done.stdout.endswith("2 of 2 ports are well\n")


def test_ports_are_asked_where_a_checkout_has_moved_them(
    registry: str, script: Path, tmp_path: Path
) -> None:
    """As Compose does: the environment first, then the file; nothing of the file is run."""
    write(tmp_path, {"registry/registry.yaml": registry})
    up, down = ports(run(script, "--json", "well", "gone").stdout)
    (tmp_path / ".env").write_text(
        f"OTHER=$(touch canary)\nexport GONE_HOST_PORT='{up}' # moved\r\nWELL_HOST_PORT={down}",
        "utf-8",
    )
    words = ("--env-file", str(tmp_path / ".env"), "well", "gone")
    by_file = run(script, *words, "--json")
    assert ports(by_file.stdout) == (down, up)
    assert states(by_file.stdout) == {
        "well": ("down", "no answer"), "gone": ("up", "accepts connections"),
    }  # fmt: skip
    command = portlint("health", *words, "--output-format", "json", cwd=tmp_path)
    assert json.loads(command.stdout) == json.loads(by_file.stdout)
    both = run(script, *words, "--json", WELL_HOST_PORT=str(up))
    assert ports(both.stdout) == (up, up)
    command = portlint(
        "health", *words, "--output-format", "json", cwd=tmp_path, WELL_HOST_PORT=str(up)
    )
    assert json.loads(command.stdout) == json.loads(both.stdout)
    assert {one.name for one in tmp_path.iterdir()} == {".env", "registry"}


@pytest.mark.parametrize(
    "value", ["70000", "$(touch canary)", "a[$(touch canary)]", "0x50", "010"]
)
def test_what_is_no_port_is_told(value: str, registry: str, script: Path, tmp_path: Path) -> None:
    write(tmp_path, {"registry/registry.yaml": registry, ".env": f"WELL_HOST_PORT={value}\n"})
    for done in (
        run(script, "--env-file", str(tmp_path / ".env")),
        run(script, WELL_HOST_PORT=value),
        portlint("health", "--env-file", ".env", cwd=tmp_path),
    ):
        assert done.returncode == 2
        assert f"WELL_HOST_PORT is '{value}', which is no port" in done.stderr
    assert {one.name for one in tmp_path.iterdir()} == {".env", "registry"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--env-file", "gone.env"), "'gone.env' cannot be read"),
        (("--env-file",), "takes a file"),
        (("nobody",), "is called 'nobody'"),
        (("old",), "is called 'old'"),
        (("--timeout", "soon"), "not 'soon'"),
        (("--jobs", "0"), "not '0'"),
        (("--timeout",), "takes a number"),
        (("--what",), "usage:"),
    ],
)
def test_wrong_use_is_told(script: Path, words: tuple[str, ...], said: str) -> None:
    done = run(script, *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert not done.stdout


@pytest.mark.parametrize("name", ["reference", "empty", "hostile-text", "hostile-names"])
def test_shellcheck_finds_nothing(name: str, tmp_path: Path) -> None:
    (artifact,) = HEALTH.render(HEALTH.order(registries()[name]))
    path = tmp_path / "ports-health.sh"
    path.write_text(artifact.text, "utf-8")
    done = subprocess.run([SHELLCHECK, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["hostile-text", "hostile-names"])
def test_no_value_of_a_registry_runs(name: str, tmp_path: Path) -> None:
    (artifact,) = HEALTH.render(HEALTH.order(registries()[name]))
    path = tmp_path / "ports-health.sh"
    path.write_text(artifact.text, "utf-8")
    done = subprocess.run(
        ["bash", path, "--json", "--timeout", "1"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1
    assert json.loads(done.stdout)["asked"] == len(json.loads(done.stdout)["probes"])
    assert [one.name for one in tmp_path.iterdir()] == ["ports-health.sh"]

"""The example system in real containers: green, broken as in the incident, green again, twice."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.containers.checkout import SERVICES, Platform, checkout, composed
from tests.containers.measure import until
from tests.containers.podman import PREFIX, Podman

INCIDENT = "    environment:\n      TELEGRAM_MTPROTO_URL: http://localhost:4007\n"
BUILD = "    build: {context: ., dockerfile: gateway/Dockerfile}\n"


@pytest.mark.containers
def test_the_incident_is_seen_by_all_and_mended(engine: Podman, tmp_path: Path) -> None:
    with checkout(engine, tmp_path / f"{PREFIX}-one") as platform:
        assert platform.codes() == []
        platform.up()
        until(lambda: not platform.down())
        assert platform.down() == set()
        assert len(platform.health()) == 8
        everything = {*SERVICES, "prometheus", "blackbox", "alertmanager"}
        until(lambda: seen_up(platform) == everything)
        assert seen_up(platform) == everything
        assert platform.page("before the incident")[0] == 200
        assert "before the incident" in platform.inside(
            "telegram-mtproto", "cat /session/messages.jsonl"
        )
        for service in ("dashboard", "gateway-api", "telegram-mtproto"):
            engine.run("healthcheck", "run", platform.container(service))

        platform.edit("examples/platform/stacks/gateway.yaml", BUILD, BUILD + INCIDENT)
        (finding,) = json.loads(platform.portlint("--output-format", "json").stdout)["findings"]
        assert (finding["code"], finding["path"], finding["severity"]) == (
            "PRT402", "examples/platform/stacks/gateway.yaml", "error",
        )  # fmt: skip
        assert "use `http://telegram-mtproto:4007`" in finding["message"]
        platform.again("gateway-api")
        assert platform.down() == {"gateway-api"}
        until(lambda: seen_up(platform) == everything - {"gateway-api"})
        assert seen_up(platform) == everything - {"gateway-api"}
        until(lambda: alerted(platform) == {"gateway-api"})
        assert alerted(platform) == {"gateway-api"}
        assert platform.health("gateway-api") == {"gateway-api": ("down", "HTTP 503, not 200")}
        curl = 'curl --silent --output /dev/null "$TELEGRAM_MTPROTO_URL/health"; echo $?'
        assert platform.inside("gateway-api", curl) == "7\n"
        status, said = platform.page()
        assert status == 502
        assert "Connection refused" in said

        assert platform.portlint("--fix", "--unsafe-fixes").returncode == 0
        assert platform.codes() == []
        platform.again("gateway-api")
        until(lambda: not platform.down())
        assert platform.down() == set()
        assert platform.inside("gateway-api", curl) == "0\n"
        engine.run("restart", "--time", "1", platform.container("telegram-mtproto"))
        until(lambda: not platform.down())
        assert "before the incident" in platform.page("after the incident")[1]
        platform.again("telegram-mtproto")
        said = platform.page()[1]
        assert "before the incident" in said
        assert "after the incident" in said


def seen_up(platform: Platform) -> set[str]:
    """Return the services that Prometheus has seen to be up."""
    answer = asked(platform, "PROMETHEUS", "/api/v1/query?query=probe_success==1")
    return {one["metric"]["service"] for one in answer["data"]["result"]}


def alerted(platform: Platform) -> set[str]:
    """Return the services that Alertmanager was told to be down."""
    alerts = asked(platform, "ALERTMANAGER", "/api/v2/alerts?active=true")
    return {one["labels"]["service"] for one in alerts}


def asked(platform: Platform, name: str, path: str) -> Any:
    link = HTTPConnection("localhost", int(platform.settings[f"{name}_HOST_PORT"]), timeout=10)
    try:
        link.request("GET", path)
        return json.loads(link.getresponse().read())
    finally:
        link.close()


@pytest.mark.containers
def test_on_the_host_it_is_found_through_the_gateway(engine: Podman, tmp_path: Path) -> None:
    """One word of the registry, and the container's own file left out, as README says."""
    with checkout(engine, tmp_path / f"{PREFIX}-host") as platform:
        platform.edit("registry/registry.yaml", "container: true #", "container: false #")
        platform.edit("examples/platform/compose.yaml", ", stacks/telegram.yaml", "")
        assert platform.portlint("sync").returncode == 0
        assert platform.codes() == ["PRT206"]
        (platform.folder / "stacks" / "telegram.yaml").unlink()
        assert platform.codes() == []
        gateway = json.loads(composed(platform.folder, "json"))["services"]["gateway-api"]
        url = "http://host.docker.internal:4007"
        assert gateway["environment"]["TELEGRAM_MTPROTO_URL"] == url
        assert gateway["extra_hosts"] == ["host.docker.internal=host-gateway"]
        with on_the_host(platform.folder):
            platform.up(*(one for one in SERVICES if one != "telegram-mtproto"))
            assert {one.service for one in engine.containers(platform.project)} == {*SERVICES} - {
                "telegram-mtproto"
            }
            until(lambda: not platform.down(*SERVICES))
            assert platform.down(*SERVICES) == set()
            assert "by way of the host" in platform.page("by way of the host")[1]
        assert platform.health("gateway-api", "telegram-mtproto") == {
            "gateway-api": ("down", "HTTP 503, not 200"),
            "telegram-mtproto": ("down", "no answer"),
        }


@contextmanager
def on_the_host(folder: Path) -> Iterator[None]:
    """Run the MTProto service as README says, without a container."""
    variables = {"PATH": os.environ["PATH"], "PYTHONPATH": "config/ports:."}
    server = subprocess.Popen([sys.executable, "telegram/server.py"], cwd=folder, env=variables)
    try:
        yield
    finally:
        server.terminate()
        server.wait()


@pytest.mark.containers
def test_two_checkouts_run_side_by_side(engine: Podman, tmp_path: Path) -> None:
    names = ("one", "two")
    with (
        checkout(engine, tmp_path / f"{PREFIX}-one") as one,
        checkout(engine, tmp_path / f"{PREFIX}-two") as two,
        ThreadPoolExecutor() as pool,
    ):
        both = (one, two)
        list(pool.map(lambda platform: platform.up(*SERVICES), both))
        until(lambda: not any(platform.down(*SERVICES) for platform in both))
        assert [platform.down(*SERVICES) for platform in both] == [set(), set()]
        for platform, name in zip(both, names, strict=True):
            platform.page(f"sent to {name}")
        for platform, name in zip(both, names, strict=True):
            assert re.findall(r"sent to (\w+)", platform.page()[1]) == [name]
            held = platform.inside("telegram-mtproto", "cat /session/messages.jsonl")
            assert re.findall(r"sent to (\w+)", held) == [name]

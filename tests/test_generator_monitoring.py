"""Prometheus, blackbox, Alertmanager and Grafana read what is rendered; an alert arrives."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import yaml

from portlint.core import Artifact, GenerationError, Registry
from portlint.core.artifact import Choice
from portlint.plugins import load
from portlint.registry import load as load_registry
from tests.consumers import every_readable_registry
from tests.registries import registries

GENERATORS = load(installed=False).generators
PATIENCE = 60
"""Seconds that a program has to start, or an alert to arrive, before a test gives up."""


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"needs Debian's {name}")
    return found


def lay_out(folder: Path, generator: str, registry: Registry, **options: Choice) -> list[Path]:
    """Write every file of a generator side by side, and return their places."""
    one = GENERATORS[generator]
    places = []
    for made in one.render(one.order(registry, options)):
        assert isinstance(made, Artifact)
        place = folder / f"{generator}-{Path(made.path).name}"
        place.write_text(made.marked(generator, registry.path), "utf-8", newline="\n")
        places.append(place)
    return places


def accepted(*words: str | Path) -> None:
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@every_readable_registry
def test_promtool_and_blackbox_accept_every_file(name: str, tmp_path: Path) -> None:
    made = lay_out(tmp_path, "prometheus", registries()[name], targets="targets.yml")
    targets, scrape, rules, modules = made
    promtool = program("promtool")
    accepted(promtool, "check", "rules", rules)
    targets.rename(tmp_path / "targets.yml")
    accepted(promtool, "check", "config", scrape)
    accepted(program("prometheus-blackbox-exporter"), "--config.check", "--config.file", modules)


@every_readable_registry
def test_amtool_accepts_the_configuration(name: str, tmp_path: Path) -> None:
    (config,) = lay_out(tmp_path, "alertmanager", registries()[name])
    accepted(program("amtool"), "check-config", config)


def test_options_cannot_break_out(tmp_path: Path) -> None:
    hostile = "<wait>\"'\n{{ 1 }} # x"
    (config,) = lay_out(
        tmp_path, "alertmanager", registries()["reference"], channel=hostile, webhook=hostile
    )
    (receiver,) = yaml.safe_load(config.read_text("utf-8"))["receivers"]
    assert receiver["slack_configs"][0]["channel"] == hostile
    for generator in ("alertmanager", "prometheus"):
        with pytest.raises(GenerationError, match="a time such as 30s"):
            lay_out(tmp_path, generator, registries()["reference"], wait="soon")


def test_the_dashboard_is_one_to_grafana_itself(tmp_path: Path) -> None:
    sdk = pytest.importorskip("grafana_foundation_sdk.models.dashboard", reason="readers group")
    encoder = pytest.importorskip("grafana_foundation_sdk.cog.encoder")
    (place,) = lay_out(tmp_path, "grafana", registries()["reference"])
    written = json.loads(place.read_text("utf-8"))
    dashboard = sdk.Dashboard.from_json(written)
    read = json.loads(encoder.JSONEncoder().encode(dashboard))
    assert read["uid"] == "portlint-ports"
    for ours, theirs in zip(written["panels"], read["panels"], strict=True):
        assert ours.items() <= {**theirs, "options": theirs.get("options", {})}.items()
    assert [one["name"] for one in read["templating"]["list"]] == [
        "datasource",
        "stack",
        "service",
    ]


@pytest.mark.parametrize("query", ["panels", "variables"])
def test_the_dashboard_asks_what_prometheus_understands(query: str, tmp_path: Path) -> None:
    (place,) = lay_out(tmp_path, "grafana", registries()["reference"])
    written = json.loads(place.read_text("utf-8"))
    asked = [panel["targets"][0]["expr"] for panel in written["panels"]]
    if query == "variables":
        named = [one["query"] for one in written["templating"]["list"][1:]]
        asked = [one.removeprefix("label_values(").rpartition(", ")[0] for one in named]
    group = {"name": "asked", "rules": [{"record": "x", "expr": one} for one in asked]}
    rules = tmp_path / "rules.yml"
    rules.write_text(yaml.safe_dump({"groups": [group]}), "utf-8")
    accepted(program("promtool"), "check", "rules", rules)


@dataclass
class Inbox:
    """Stands where Slack would: keeps every message."""

    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return json.dumps(self.messages)


class Answers(BaseHTTPRequestHandler):
    """Is well, and keeps what is posted to it."""

    def __init__(self, inbox: Inbox, *rest: Any) -> None:
        self.inbox = inbox
        super().__init__(*rest)

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def do_POST(self) -> None:
        self.inbox.messages.append(
            json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        )
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@contextmanager
def serving(inbox: Inbox) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Answers, inbox))
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@contextmanager
def running(*words: str | Path) -> Iterator[None]:
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def free() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as held:
        port: int = held.getsockname()[1]
        return port


def until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited {PATIENCE} s for {what}"
        time.sleep(0.2)


def probed(port: int) -> dict[str, str]:
    """Return what Prometheus has seen, by service."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/api/v1/query?query=probe_success") as answer:
            found = json.load(answer)["data"]["result"]
    except URLError:
        return {}
    return {one["metric"]["service"]: one["value"][1] for one in found}


def test_who_is_down_is_written_to_slack(tmp_path: Path) -> None:
    inbox = Inbox()
    ports = {name: free() for name in ("gone", "blackbox", "alertmanager", "prometheus")}
    with ExitStack() as stack:
        up = stack.enter_context(serving(inbox))
        registry = load_registry(
            f"""\
services:
  - {{name: well, port: {up}, healthcheck: {{endpoint: /}}}}
  - {{name: sick, port: {up}, healthcheck: {{endpoint: /, expected: 204}}, owner: "<!channel>"}}
  - {{name: database, port: {up}, protocol: postgres}}
  - {{name: gone, port: {ports["gone"]}}}
  - {{name: gpu, port: {ports["gone"]}, alternatives: model}}
  - {{name: cpu, port: {up}, alternatives: model}}
""",
            "registry/registry.yaml",
        )
        for words in commands(tmp_path, registry, ports, up):
            stack.enter_context(running(*words))
        expected = {
            "well": "1", "sick": "0", "database": "1", "gone": "0", "gpu": "0", "cpu": "1",
        }  # fmt: skip
        until(lambda: probed(ports["prometheus"]) == expected, "every port to be probed")
        until(lambda: "gone" in inbox.text and "sick" in inbox.text, "two alerts to arrive")
    assert {message["channel"] for message in inbox.messages} == {"#night"}
    for silent in ("well", "database", "gpu", "cpu", "NoAlternativeUp", "<!channel>"):
        assert silent not in inbox.text, silent
    assert "(owner: !channel)" in inbox.text


def commands(
    folder: Path, registry: Registry, ports: dict[str, int], inbox: int
) -> Iterator[list[str | Path]]:
    """Write all that is rendered, and yield the command of each program that reads it."""
    webhook = folder / "webhook"
    webhook.write_text(f"http://127.0.0.1:{inbox}/hook", "utf-8")
    exporter, manager, own = (
        f"127.0.0.1:{ports[name]}" for name in ("blackbox", "alertmanager", "prometheus")
    )
    targets, scrape, rules, modules = lay_out(
        folder, "prometheus", registry, exporter=exporter, wait="3s", targets="targets.yml"
    )
    targets.rename(folder / "targets.yml")
    (alerts,) = lay_out(
        folder, "alertmanager", registry, webhook=str(webhook), channel="#night", wait="0s"
    )
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(rules)],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [manager]}]}]},
        **yaml.safe_load(scrape.read_text("utf-8")),
    }
    main = folder / "prometheus.yml"
    main.write_text(yaml.safe_dump(config), "utf-8")
    blackbox = program("prometheus-blackbox-exporter")
    yield [blackbox, f"--config.file={modules}", f"--web.listen-address={exporter}"]
    yield [
        program("prometheus-alertmanager"), f"--config.file={alerts}",
        f"--web.listen-address={manager}", f"--storage.path={folder / 'alerts'}",
        "--cluster.listen-address=",
    ]  # fmt: skip
    yield [
        program("prometheus"), f"--config.file={main}", f"--web.listen-address={own}",
        f"--storage.tsdb.path={folder / 'data'}",
    ]  # fmt: skip

"""`new`, `move`, `rename` and `retire`, on a registry that stays whole."""

import os
import stat
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portlint.cli import cli
from portlint.registry import load
from tests.command import portlint
from tests.system import write

REGISTRY = """\
# ours
ranges: {core: "4010-4014", blocked: "6000, 6665-6669"}
services:
  - name: api   # first
    stack: core
    port: 4010
    owner: Core

  - name: db
    stack: core
    port: 4011
    container_port: 5432
    depends_on: [api]
"""
FILES = {
    "registry/registry.yaml": REGISTRY,
    "compose.yaml": "services:\n  api:\n    image: x\n    ports: ['4010:4010']\n"
    "  db:\n    image: postgres\n    ports: ['4011:5432']\n"
    "    environment: {PEER: 'http://api:4010'}\n",
    ".env": "API_PORT=4010\n",
    "src/call.js": 'fetch("http://localhost:4010/");\n',
    "src/own.py": "app.run(port=4013)\n",
    "README.md": "See http://localhost:4010/.\n",
}
WHERE = "registry/registry.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path / "repo", FILES)


def run(root: Path, *words: str) -> Result:
    with chdir(root):
        return CliRunner().invoke(cli, [*words, "--no-sync", "--no-cache", "--jobs", "1"])


def text(root: Path) -> str:
    return (root / WHERE).read_bytes().decode()


def test_new_takes_the_next_free_port_and_keeps_every_other_byte(root: Path) -> None:
    (root / WHERE).chmod(0o640)
    done = run(root, "new", "queue", "--stack", "core", "--yes", "--depends-on", "db")
    assert (done.exit_code, done.stderr) == (0, f"{WHERE}: queue is registered on 4012\n")
    entry = "\n  - name: queue\n    stack: core\n    port: 4012\n    owner: Core\n"
    assert text(root) == f"{REGISTRY}{entry}    depends_on: [db]\n"
    if os.name == "posix":
        assert stat.S_IMODE((root / WHERE).stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "NAME is missing"),
        (["queue"], "--stack is missing; known are core, blocked"),
        (["queue", "--stack", "core"], "--port is missing; 4012 is free (--yes takes it)"),
        (
            ["queue", "--stack", "none", "--yes"],
            "no range is called none; known are core, blocked",
        ),
        (["api", "--yes"], "api is registered already (registry/registry.yaml:4)"),
        (["q", "--stack", "core", "--port", "4011"], "db has 4011/tcp already; 4012 is free"),
        (["q", "--stack", "core", "--port", "4013"], "4013 is listened on already"),
        (["q", "--stack", "core", "--port", "5000"], "outside of the stack's range 4010-4014"),
        (["q", "--stack", "blocked", "--port", "6000"], "browsers and fetch refuse 6000 (x11)"),
        (["q", "--stack", "blocked", "--yes"], "--port is missing: no port of blocked is free"),
        (["q", "--stack", "core", "--unpublished"], "--container-port is missing"),
        (["q y", "--stack", "core", "--yes"], "letters, digits, . _ and -"),
        (["q", "--stack", "core", "--yes", "--depends-on", "dbb"], "did you mean db?"),
    ],
)
def test_new_refuses_with_the_reason_and_writes_nothing(
    root: Path, words: list[str], reason: str
) -> None:
    done = run(root, "new", *words)
    assert done.exit_code == 2
    assert reason in done.stderr
    assert text(root) == REGISTRY


def test_new_asks_on_a_terminal_and_asks_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    monkeypatch.setattr("portlint.cli.new.on_a_terminal", lambda: True)
    answers = "queue\ncore\n4011\n4014\n5672\n\namqp\nholds the orders: all of them\n"
    done = CliRunner().invoke(cli, ["new", "--no-sync", "--no-cache"], input=answers)
    assert done.exit_code == 0, done.output
    assert "4011 cannot be had: db has 4011/tcp already" in done.output
    queue = load(text(root), WHERE).by_name["queue"]
    assert (queue.ports[0].host, queue.ports[0].container) == (4014, 5672)
    assert (queue.owner, queue.ports[0].protocol) == ("Core", "amqp")
    assert queue.description == "holds the orders: all of them"


def test_new_runs_sync(root: Path) -> None:
    done = portlint("new", "queue", "--stack", "core", "--yes", cwd=root)
    assert done.returncode == 0, done.stderr
    assert "created  .env.shared" in done.stdout
    assert "QUEUE_PORT=4012" in (root / ".env.shared").read_text("utf-8")


def test_move_lists_every_place_that_must_follow(root: Path) -> None:
    done = run(root, "move", "api", "4014")
    assert done.exit_code == 0, done.stderr
    places = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert [place for place, _ in places] == [
        ".env:1", "compose.yaml:4", "src/call.js:1", "README.md:1",
    ]  # fmt: skip
    assert "gives API_PORT its value" in places[0][1]
    assert "3 places must follow, 1 may mean 4010: look" in done.stderr
    assert text(root) == REGISTRY.replace("port: 4010\n", "port: 4014\n    container_port: 4010\n")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["api", "4010"], "api is on 4010 already"),
        (["api", "4011"], "api cannot move to 4011: db has 4011/tcp already"),
        (["api", "4500"], "nothing was written: api publishes 4500, outside its stack's core"),
        (["apo", "4012"], "no service is called apo; did you mean api?"),
        (["api", "4012", "--from", "1"], "api has no port 1; it has 4010"),
    ],
)
def test_move_refuses_with_the_reason(root: Path, words: list[str], reason: str) -> None:
    done = run(root, "move", *words)
    assert (done.exit_code, reason in done.stderr) == (2, True), done.stderr
    assert text(root) == REGISTRY


def test_rename_follows_in_the_registry_and_lists_the_rest(root: Path) -> None:
    done = run(root, "rename", "api", "orders")
    assert done.exit_code == 0, done.stderr
    assert "compose.yaml:2  declares it (compose)" in done.stdout
    assert "compose.yaml:8  calls it by name" in done.stdout
    assert "`aliases: [api]` in its entry tells that both are one" in done.stderr
    assert text(root) == REGISTRY.replace("name: api ", "name: orders ").replace(
        "[api]", "[orders]"
    )
    assert run(root, "rename", "orders", "db").exit_code == 2


def test_retire_names_what_to_use_instead_and_who_still_calls(root: Path) -> None:
    assert "--replacement is missing" in run(root, "retire", "api").stderr
    done = run(root, "retire", "api", "--replacement", "db")
    assert done.exit_code == 0, done.stderr
    assert "src/call.js:1" in done.stdout
    api = load(text(root), WHERE).by_name["api"]
    assert (api.deprecated, api.replacement and api.replacement.name) == (True, "db")
    again = run(root, "retire", "db", "--replacement", "api")
    assert again.exit_code == 2
    assert "is replaced by db, which is deprecated too" in again.stderr


def test_without_a_registry_init_is_the_remedy(tmp_path: Path) -> None:
    done = run(write(tmp_path / "bare", {"a.py": "x = 1\n"}), "new", "queue", "--yes")
    assert (done.exit_code, "`portlint init` writes one" in done.stderr) == (2, True)

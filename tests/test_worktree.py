"""Two checkouts of one repository have ports of their own; Compose reads them from `.env`."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portlint.core.offset import offsets, published, variables
from portlint.core.tables import browser_blocked, reserved_at
from portlint.registry import load as load_registry
from tests.command import portlint
from tests.registries import registries

REGISTRY = """\
services:
  - {name: api, port: 4010, protocol: http, image: api, network: net}
  - {name: db, port: 5434, container_port: 5432, host_ip: 127.0.0.1, protocol: postgres}
  - {name: desk, port: 7700, container: false}
"""


def checkout(folder: Path, *, ignored: bool = True) -> Path:
    (folder / "registry").mkdir(parents=True)
    (folder / "registry" / "registry.yaml").write_text(REGISTRY, "utf-8")
    (folder / ".gitignore").write_text(".env\n" if ignored else "", "utf-8")
    subprocess.run(["git", "init", "-q", folder], check=True)
    return folder


def settings(folder: Path) -> dict[str, str]:
    lines = (folder / ".env").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def moved(folder: Path, cache: Path, *words: str) -> dict[str, str]:
    done = portlint("env", "--worktree", *words, cwd=folder, PORTLINT_CACHE_DIR=str(cache))
    assert done.returncode == 0, done.stderr
    return settings(folder)


def test_two_checkouts_that_ask_at_once_share_no_port(tmp_path: Path) -> None:
    folders = [checkout(tmp_path / name / "shop") for name in ("a", "b", "c")]
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(lambda folder: moved(folder, tmp_path / "cache"), folders))
    ports = [{v for k, v in one.items() if k.endswith("_HOST_PORT")} for one in found]
    assert [len(one) for one in ports] == [2, 2, 2]
    assert len(set.union(*ports)) == 6
    assert not set.union(*ports) & {"4010", "5434"}
    assert len({one["COMPOSE_PROJECT_NAME"] for one in found}) == 3
    for one in found:
        assert one["API_URL_HOST"] == f"http://localhost:{one['API_HOST_PORT']}"
        assert one["NETWORK_PREFIX"] == f"{one['COMPOSE_PROJECT_NAME']}_"
        assert "DESK_HOST_PORT" not in one


def test_asked_again_it_keeps_its_ports_and_all_else_in_the_file(tmp_path: Path) -> None:
    folder, cache = checkout(tmp_path / "shop"), tmp_path / "cache"
    (folder / ".env").write_text("COLOUR=1\nAPI_HOST_PORT=1", "utf-8")
    first = moved(folder, cache)
    assert first["COLOUR"] == "1"
    assert moved(folder, cache) == first
    text = (folder / ".env").read_text("utf-8")
    assert text.startswith("COLOUR=1\nAPI_HOST_PORT=1\n# portlint:begin worktree\n")
    assert moved(folder, cache, "--offset", "3000")["API_HOST_PORT"] == "7010"
    done = portlint("env", "--remove", cwd=folder, PORTLINT_CACHE_DIR=str(cache))
    assert done.returncode == 0
    assert (folder / ".env").read_text("utf-8") == "COLOUR=1\nAPI_HOST_PORT=1\n"


def test_what_another_checkout_has_is_refused(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    moved(checkout(tmp_path / "a"), cache, "--offset", "500")
    other = checkout(tmp_path / "b")
    done = portlint(
        "env", "--worktree", "--offset", "500", cwd=other, PORTLINT_CACHE_DIR=str(cache)
    )
    assert done.returncode == 2
    assert "4510" in done.stderr
    assert not (other / ".env").exists()


def test_a_file_that_git_would_commit_is_not_written(tmp_path: Path) -> None:
    folder = checkout(tmp_path / "shop", ignored=False)
    done = portlint("env", "--worktree", cwd=folder, PORTLINT_CACHE_DIR=str(tmp_path / "cache"))
    assert done.returncode == 2
    assert ".gitignore" in done.stderr
    assert not (folder / ".env").exists()
    (folder / ".env").symlink_to(tmp_path / "elsewhere")
    (folder / ".gitignore").write_text(".env\n", "utf-8")
    done = portlint("env", "--worktree", cwd=folder, PORTLINT_CACHE_DIR=str(tmp_path / "cache"))
    assert done.returncode == 2
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("name", ["reference", "empty"])
def test_no_offset_gives_a_port_that_something_else_has(name: str) -> None:
    ports = frozenset(published(registries()[name]).values())
    taken = {port + 100 for port in ports}
    for offset in offsets(ports, taken.__contains__):
        for port in (port + offset for port in ports):
            assert port not in ports | taken
            assert port not in browser_blocked()
            assert reserved_at(port) is None
            assert port <= 65535


def test_without_an_offset_the_variables_say_what_is_registered() -> None:
    registry = load_registry(REGISTRY, "registry.yaml")
    found = variables(registry, 0, "shop")
    assert found["DB_HOST_PORT"] == "5434"
    assert found["DB_URL_HOST"] == "postgres://localhost:5434"

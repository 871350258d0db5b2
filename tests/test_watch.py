"""`check --watch` and shell completion, with the real programs."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.baseline_runs import run
from tests.command import ROOT
from tests.system import write

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def test_watching_runs_again_on_a_change(tmp_path: Path) -> None:
    write(tmp_path, {"compose.yaml": "services: {}\n"})
    log = tmp_path / "out.json"
    command = [sys.executable, "-m", "portlint", str(tmp_path), "--watch", "--no-cache"]
    command += ["--output-format", "concise", "--output-format", f"json={log}"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    ) as watching:
        guard = threading.Timer(60, watching.kill)  # turns a hang into a failure
        guard.start()
        assert watching.stderr
        assert watching.stdout
        assert "nothing found" in watching.stderr.readline()
        assert "watching; Ctrl-C ends it" in watching.stderr.readline()
        write(tmp_path, {"compose.yaml": "services:\n  a: {image: x, ports: ['70000:80']}\n"})
        found = watching.stdout.readline()
        watching.kill()
        guard.cancel()
    assert found.startswith("compose.yaml:2:")


def test_watching_names_the_extra_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.env": "A=1\n"})
    assert "leave out what writes" in run(tmp_path, "--watch", "--fix").stderr
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = run(tmp_path, "--watch")
    assert "pip install 'portlint[watch]'" in result.stderr
    assert result.exit_code == 2


@pytest.mark.skipif(os.name != "posix", reason="bash")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("portlint che", "check"),
        ("portlint --sel", "--select"),
        ("portlint show-s", "show-settings"),
        ("portlint check --new-from-r", "--new-from-rev"),
        ("portlint . --add-i", "--add-ignore"),
        ("portlint completion f", "fish"),
    ],
)
def test_bash_completes(tmp_path: Path, typed: str, offered: str) -> None:
    program = tmp_path / "portlint"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m portlint "$@"\n')
    program.chmod(0o755)
    words = typed.split()
    quoted = " ".join(f'"{word}"' for word in words)
    script = (
        'eval "$(portlint completion bash)"\n'
        f"COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}\n"
        'complete -p portlint >/dev/null && _portlint_completion portlint && printf "%s\\n" '
        '"${COMPREPLY[@]}"'
    )
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False,
        env={**ENVIRONMENT, "PATH": path},
    )  # fmt: skip
    assert offered in done.stdout.split(), done.stderr


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_their_script(shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portlint", "completion", shell],
        capture_output=True, text=True, check=True, env=ENVIRONMENT,
    )  # fmt: skip
    assert f"_PORTLINT_COMPLETE={shell}_complete" in done.stdout

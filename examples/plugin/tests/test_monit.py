"""The plug-in as its users meet it: through portlint's own command line."""

import subprocess
import sys
from pathlib import Path


def portlint(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portlint", *words], cwd=root, capture_output=True, text=True
    )


def repository(root: Path) -> Path:
    (root / "monitrc").write_text("set httpd port 9901\nif failed port 8000 then alert\n")
    (root / "registry").mkdir()
    (root / "registry" / "registry.yaml").write_text(
        "services:\n  - {name: web, port: 8000}\n  - {name: agent, port: 9901}\n"
    )
    return root


def test_it_reads_reports_and_writes(tmp_path: Path) -> None:
    root = repository(tmp_path)
    run = portlint(root, "--select", "PLT001", "--output-format", "concise")
    assert run.stdout.startswith("monitrc:1:16: PLT001 9901 is kept for the platform")
    assert run.returncode == 1
    run = portlint(root, "--select", "PLT001", "--output-format", "chat")
    assert run.stdout == "ports: 1 warning\n"
    assert portlint(root, "sync", "--only", "hosts").returncode == 0
    assert "127.0.0.1 agent\n" in (root / "hosts.txt").read_text()


def test_other_ports_pass(tmp_path: Path) -> None:
    (tmp_path / "monitrc").write_text("set httpd port 2812\nif failed port 9901 then alert\n")
    assert portlint(tmp_path, "--select", "PLT001").returncode == 0
